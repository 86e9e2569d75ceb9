/** Who is signed in: an account, and the entity that represents it in events. */
export type Identity = { accountId: number; entityId: number };

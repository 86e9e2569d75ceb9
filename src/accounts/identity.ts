/** Who is signed in: an account, and the entity that stands for it in events. */
export type Identity = { accountId: number; entityId: number };

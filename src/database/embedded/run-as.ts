import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lchownSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../../base/failure';

/** The user that the database server runs as. Undefined: the same as Kith. */
export type RunAs = { uid: number; gid: number } | undefined;

/**
 * Chooses the user that runs the server. PostgreSQL refuses to run as root; if Kith runs as root, the server runs as
 * the owner of the cluster's folder, or as `postgres`, or as `nobody`. Throws a StartFailure if the folder belongs to a
 * user that we can't switch to.
 */
export function chooseUser(cluster: string): RunAs {
  const owner = existsSync(cluster) ? statSync(cluster) : undefined;
  const me = process.getuid?.();
  if (me !== 0) {
    if (!owner || me === undefined || owner.uid === me) return undefined;
    throw new StartFailure(
      `${cluster} belongs to another user (id ${owner.uid}). Start Kith as that user or as root, or set DATA_DIR to another folder.`,
    );
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const user = lookUp('postgres') ?? lookUp('nobody');
  if (!user)
    throw new StartFailure(
      'PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody" here. Start Kith as another user.',
    );
  return user;
}

/** Makes the user the owner of the folder and everything in it, without access for others, as PostgreSQL requires. */
export function giveTo(user: RunAs, folder: string): void {
  chmodSync(folder, 0o700);
  if (!user || statSync(folder).uid === user.uid) return;
  lchownSync(folder, user.uid, user.gid);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    lchownSync(path.join(folder, name), user.uid, user.gid);
}

function lookUp(name: string): RunAs {
  const [uid, gid] = ['-u', '-g'].map((option) => {
    const { status, stdout } = spawnSync('id', [option, name], { encoding: 'utf8' });
    return status === 0 ? Number(stdout) : 0;
  });
  return uid && gid ? { uid, gid } : undefined;
}

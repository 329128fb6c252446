// The npm package as its users get it.
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environment } from './environment.mjs';

/** The packed cx-auth, unpacked. @returns {Promise<string>} the folder, to be removed */
export async function unpack() {
  const folder = await mkdtemp(join(tmpdir(), 'cx-auth-package-'));
  await promisify(execFile)('tar', ['-xzf', environment.package, '-C', folder, '--strip-components=1']);
  return folder;
}

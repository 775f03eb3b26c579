// What many put into cron: node reap.mjs ROOT HOURS
import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const [root, hours] = process.argv.slice(2);
const limit = Date.now() - Number(hours) * 3_600_000;
const agents = join(root, 'agents');
for (const agent of await readdir(agents)) {
  const sessions = join(agents, agent, 'sessions');
  for (const name of await readdir(sessions)) {
    if (!name.endsWith('.tmp')) continue;
    const file = join(sessions, name);
    const found = await stat(file);
    if (found.isFile() && found.mtimeMs < limit) await unlink(file);
  }
}

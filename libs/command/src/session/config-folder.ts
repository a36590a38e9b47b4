import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { type Environment, variable } from '../environment.js';

/** The folder of this command in the place where the operating system keeps settings of a person. */
export function configFolder(environment: Environment, platform: NodeJS.Platform = process.platform): string {
  return join(settingsFolder(environment, platform), 'coffer');
}

function settingsFolder(environment: Environment, platform: NodeJS.Platform): string {
  const home = variable(environment, 'HOME') ?? homedir();
  if (platform === 'win32') return variable(environment, 'APPDATA') ?? join(homedir(), 'AppData', 'Roaming');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  const given = variable(environment, 'XDG_CONFIG_HOME');
  // The specification says that a relative path counts as none.
  return given !== null && isAbsolute(given) ? given : join(home, '.config');
}

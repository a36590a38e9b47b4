/** The packages that are published. A build lays each out as a folder of `dist`, which `npm pack` and `npm publish` take. */
import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** For each package: its room in `libs`, and the files beside its manifest that it ships. */
const PACKAGES = [
  { room: 'client', files: ['README.md', 'vectors.json'] },
  { room: 'command', files: ['README.md'] },
];

/** Lays the packages out in `fresh`, in which the libraries are compiled. */
export function layOutPackages(fresh) {
  // The client is compiled into its package already, with its types.
  cpSync(join(fresh, 'libs/command/src'), join(fresh, 'command'), {
    recursive: true,
    filter: (from) => !from.endsWith('.map'),
  });
  const root = readManifest('package.json');
  for (const { room, files } of PACKAGES) {
    const manifest = publishedManifest(room, readManifest(join('libs', room, 'package.json')), root, process.env);
    writeFileSync(join(fresh, room, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    for (const file of files) copyFileSync(join('libs', room, file), join(fresh, room, file));
  }
}

/**
 * The manifest of the built package. The one in `libs` is private, so that nobody publishes a folder of sources. GitHub
 * names its repository: npm compares it with where a package with provenance was built.
 */
export function publishedManifest(room, { private: _, ...manifest }, { version, license }, environment) {
  const { GITHUB_REPOSITORY: name } = environment;
  const repository = { type: 'git', url: `git+https://github.com/${name}.git`, directory: `libs/${room}` };
  return { ...manifest, version, license, ...(name ? { repository } : {}) };
}

function readManifest(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

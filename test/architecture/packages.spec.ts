import { join } from 'node:path';
import { ROOT } from './cruise.js';

type Manifest = Record<string, unknown>;

const { publishedManifest } = (await import(join(ROOT, 'scripts/packages.mjs'))) as {
  publishedManifest(room: string, manifest: Manifest, root: Manifest, environment: Manifest): Manifest;
};

describe('the manifest of a published package', () => {
  const manifest = { name: 'coffer-client', version: '0.0.1', private: true, exports: {} };
  const root = { name: 'coffer-server', version: '1.2.3', license: 'MIT', private: true };

  it('has the version of the server, and is not private', () => {
    expect(publishedManifest('client', manifest, root, {})).toEqual({
      ...{ name: 'coffer-client', version: '1.2.3', license: 'MIT', exports: {} },
    });
  });

  it('names the repository that builds it, with which npm compares the provenance', () => {
    const { repository } = publishedManifest('client', manifest, root, { GITHUB_REPOSITORY: 'octo/coffer' });
    expect(repository).toEqual({
      ...{ type: 'git', url: 'git+https://github.com/octo/coffer.git', directory: 'libs/client' },
    });
  });
});

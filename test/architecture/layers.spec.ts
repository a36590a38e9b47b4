import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cruise, ROOT, type Violation } from './cruise.js';

/** For each kind of rule, a file that breaks it. It lies in an existing room, so that only this rule can fail. */
const BREACHES: readonly (readonly [rule: string, file: string, source: string])[] = [
  ['kernel', 'libs/kernel/src/breach.ts', "import '#config';"],
  ['client', 'libs/client/src/breach.ts', "import '#kernel';"],
  ['client-runs-in-browsers', 'libs/client/src/breach-two.ts', "import 'node:crypto';"],
  ['command', 'libs/command/src/breach.ts', "import '#kernel';"],
  ['access', 'libs/access/src/breach.ts', "import '#audit';"],
  ['config', 'libs/config/src/breach.ts', "import '#access';"],
  ['audit/domain', 'libs/audit/src/domain/breach.ts', "import '@nestjs/common';"],
  ['secrets/domain', 'libs/secrets/src/domain/breach.ts', "import '#policies';"],
  ['audit/ports', 'libs/audit/src/ports/breach.ts', "import '../application/audit-trail.js';"],
  ['policies/application', 'libs/policies/src/application/breach.ts', "import '#secrets';"],
  ['auth/application', 'libs/auth/src/application/breach.ts', "import '@nestjs/jwt';"],
  ['audit/application', 'libs/audit/src/application/breach.ts', "import '../adapters/csv-stringify.csv-format.js';"],
  ['users/adapters', 'libs/users/src/adapters/breach.ts', "import 'mongoose';"],
  ['secrets/http', 'libs/secrets/src/http/breach.ts', "import '../ports/secret.store.js';"],
  ['users/module', 'libs/users/src/users.module.ts', "import '#auth';"],
  ['auth/module', 'libs/auth/src/lockout.module.ts', "import '#secrets';"],
  ['idempotency/application', 'libs/idempotency/src/application/breach.ts', "import '#policies';"],
  ['sensitive-data/domain', 'libs/sensitive-data/src/domain/breach.ts', "import '#keys';"],
  ['entries/application', 'libs/entries/src/application/breach.ts', "import '#secrets';"],
  ['client', 'libs/client/src/breach.ts', "import '#kernel';"],
  ['client-runs-in-browsers', 'libs/client/src/breach-two.ts', "import 'node:crypto';"],
  ['audit/offline', 'libs/audit/src/offline/breach.ts', "import '../ports/audit-log.js';"],
  ['offline-needs-no-server', 'libs/audit-proofs/src/offline/breach.ts', "import '#audit';"],
  ['storage-sqlite', 'libs/storage-sqlite/src/breach.ts', "import 'mongoose';"],
  ['keyring-vault', 'libs/keyring-vault/src/breach.ts', "import '../../keys/src/domain/key-ring.js';"],
  ['engines', 'libs/engines/src/breach.ts', "import '#access';"],
  ['apps-through-front-doors', 'apps/api/src/breach.ts', "import '../../../libs/audit/src/domain/record.js';"],
  ['apps-never-name-an-engine', 'apps/api/src/breach-two.ts', "import '#storage-mongodb';"],
  ['apps-never-name-an-engine', 'apps/cli/src/breach.ts', "import '#keyring-local';"],
  ['no-cycles', 'libs/kernel/src/breach-two.ts', "import './index.js';"],
  ['no-orphan-import', 'libs/config/src/breach-two.ts', "import './nothing.js';"],
  ['no-dev-library', 'apps/api/src/breach-three.ts', "import 'fast-check';"],
];

describe('the import table', () => {
  it('has a rule for every library, and every file follows the rules', async () => {
    const { files, rooms, violations } = await cruise(ROOT);
    expect(violations).toEqual([]);
    expect(files).toBeGreaterThan(200);
    const libraries = readdirSync(join(ROOT, 'libs'));
    expect(libraries.filter((name) => !rooms.some((room) => room.startsWith(`^libs/${name}/`)))).toEqual([]);
  });

  describe('reports a rule that is broken on purpose:', () => {
    let copy: string;
    let violations: readonly Violation[];

    beforeAll(async () => {
      copy = mkdtempSync(join(tmpdir(), 'coffer-layers-'));
      for (const part of ['apps', 'libs', 'package.json', 'tsconfig.json', '.dependency-cruiser.mjs']) {
        cpSync(join(ROOT, part), join(copy, part), { recursive: true });
      }
      symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
      for (const [, file, source] of BREACHES) {
        appendFileSync(join(copy, file), `\n${source}\n`);
      }
      appendFileSync(join(copy, 'libs/kernel/src/index.ts'), "\nexport * from './breach-two.js';\n");
      ({ violations } = await cruise(copy));
    });
    afterAll(() => rmSync(copy, { recursive: true, force: true }));

    it.each(BREACHES)('%s', (rule, file) => {
      expect(violations.filter((one) => one.rule === rule).map(({ from }) => from)).toContain(file);
    });

    it('and nowhere else', () => {
      const broken = new Set([...BREACHES.map(([, file]) => file), 'libs/kernel/src/index.ts']);
      const innocent = violations.filter(({ rule, from }) => rule !== 'no-cycles' && !broken.has(from));
      expect(innocent).toEqual([]);
    });
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeCoffer } from '../e2e/support/processes/coffer.js';
import { DIFFERENCES } from './differences.js';
import { BAO_STEPS } from './steps/bao.js';
import { HTTP_STEPS } from './steps/http.js';
import { HVAC_STEPS } from './steps/hvac.js';
import { NODE_VAULT_STEPS } from './steps/node-vault.js';
import { keepsFilesUpToDate } from './suites/agent.js';
import { servesExternalSecrets } from './suites/external-secrets.js';
import { movesFromVault } from './suites/from-vault.js';
import { cofferPlace } from './support/coffer-place.js';
import { differencesOf, type Run } from './support/compare.js';
import { describeWithClients } from './support/installed.js';
import { type OpenBao, startOpenBao } from './support/openbao.js';
import { run } from './support/run.js';

/** The HTTP steps read what the first ones write. */
const STEPS = [...BAO_STEPS, ...NODE_VAULT_STEPS, ...HTTP_STEPS, ...HVAC_STEPS];

const placesOf = ([step, parts]: [string, string]) => parts.split(' ').map((part) => `${step}: ${part}`);

/** The first cells of the table of differences. */
function documented(): string[] {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/guides/from-vault.md'), 'utf8');
  const [, rest = ''] = guide.split('\n## Differences\n');
  const rows = (rest.split('\n## ')[0] ?? '').matchAll(/^\| (.+?) +\|/gm);
  return [...rows].map(([, cell = '']) => cell).slice(2);
}

describeWithClients('the clients of Vault', () => {
  let bao: OpenBao;
  let real: Run;
  beforeAll(async () => {
    bao = await startOpenBao();
    real = { place: bao, outcomes: await run(STEPS, bao) };
  });
  afterAll(() => bao?.stop());

  it('do at a real OpenBao what the steps say', () => {
    const refused = STEPS.filter(({ name }) => !real.outcomes.get(name)?.isDone).map(({ name }) => name);
    expect(refused).toEqual(STEPS.filter(({ isRefused }) => isRefused).map(({ name }) => name));
  });

  it('differ where docs/guides/from-vault.md says so', () => {
    expect(documented().sort()).toEqual(DIFFERENCES.map(({ row }) => row).sort());
  });

  describeCoffer('at Coffer', (coffer) => {
    let here: Run;
    beforeAll(async () => {
      const place = await cofferPlace(coffer);
      here = { place, outcomes: await run(STEPS, place) };
    });

    it('get the same answers, but for the listed differences', () => {
      const found = differencesOf(STEPS, real, here);
      const listed = new Set(DIFFERENCES.flatMap(({ at }) => Object.entries(at).flatMap(placesOf)));
      expect(Object.fromEntries([...found].filter(([name]) => !listed.has(name)))).toEqual({});
      expect([...listed].filter((name) => !found.has(name))).toEqual([]);
    });

    keepsFilesUpToDate(() => here.place);
    servesExternalSecrets(
      () => here.place,
      () => coffer.site.run,
    );
    movesFromVault(
      () => bao,
      () => here.place,
    );
  });
});

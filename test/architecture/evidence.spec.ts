import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEMS } from '#access';
import { ERROR_CODES } from '#kernel';
import { ROOT } from './cruise.js';

const CITED = /\[(R\d+(?:(?:, | and )R\d+)*)\]/g;

/** Error codes that no test sees in an HTTP answer, and why. Tests below the API see them. */
const BELOW_THE_API: Readonly<Record<string, string>> = {
  model_full: 'needs more roles and policies than a test has time to create',
  vault_full: 'needs 10,000 entries',
  authorization_unavailable:
    'needs a store that answers everything but the policies; otherwise store_unavailable comes first',
};

/** The sources of all tests below these folders, except those that only test the OpenAPI document. */
function testsUnder(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter(({ name, parentPath }) => /\.(spec|contract|suite)\.ts$/.test(name) && !parentPath.endsWith('/http/docs'))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
  );
}

/** The names of tests that cite a requirement. Names that are put together from parts are not found. */
function namesIn(source: string): string[] {
  return [...source.matchAll(/(['"`])((?:(?!\1|\n).)*\[R\d+(?:(?!\1|\n).)*)\1/g)].map(([, , name = '']) => name);
}

/** The numbers of docs/requirements.md, in its order; `met` are those above the heading "Planned". */
function requirements(): { readonly met: number[]; readonly planned: number[] } {
  const [met = '', planned = ''] = readFileSync(join(ROOT, 'docs/requirements.md'), 'utf8').split('\n## Planned\n');
  const numbersIn = (part: string) => [...part.matchAll(/^- \*\*R(\d+)\*\* \S/gm)].map(([, number]) => Number(number));
  return { met: numbersIn(met), planned: numbersIn(planned) };
}

describe('the requirements', () => {
  it('are numbered from 1 without gaps or repeats, in ascending order among the met and the planned ones', () => {
    const { met, planned } = requirements();
    const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
    const all = ascending([...met, ...planned]);
    expect(all).toEqual(Array.from({ length: all.length }, (_, index) => index + 1));
    expect([met, planned]).toEqual([ascending(met), ascending(planned)]);
    expect(met.length).toBeGreaterThan(100);
  });
});

describe('the tests', () => {
  const everywhere = testsUnder('apps', 'libs', 'test');
  const onTheWire = testsUnder('apps', 'test/e2e', 'test/faults').join('\n');

  it('cite every requirement that is met, and no number that is not in docs/requirements.md', () => {
    const cited = new Set(
      everywhere
        .flatMap(namesIn)
        .flatMap((name) => [...name.matchAll(CITED)].flatMap(([, numbers = '']) => numbers.match(/\d+/g) ?? []))
        .map(Number),
    );
    const { met, planned } = requirements();
    expect(met.filter((number) => !cited.has(number))).toEqual([]);
    const known = new Set([...met, ...planned]);
    expect([...cited].filter((number) => !known.has(number))).toEqual([]);
  });

  it('see every error code, in an HTTP answer wherever a request can cause it', () => {
    const all = everywhere.join('\n');
    expect(ERROR_CODES.filter((code) => !all.includes(`'${code}'`))).toEqual([]);
    const answered = (code: (typeof ERROR_CODES)[number]) =>
      new RegExp(`'(?:${PROBLEMS[code].status} )?${code}'`).test(onTheWire);
    expect(ERROR_CODES.filter((code) => !answered(code))).toEqual(Object.keys(BELOW_THE_API));
  });
});

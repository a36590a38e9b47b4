import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEMS } from '#access';
import { ERROR_CODES } from '#kernel';
import { ROOT } from './cruise.js';

/** The last of the requirements that the project sets itself: each is cited by number in the name of a test. */
const REQUIREMENTS = 93;
const CITED = /\[(R\d+(?:(?:, | and )R\d+)*)\]/g;

/** Codes that no test meets in an answer to a request, and why: they are met below the api. */
const BELOW_THE_API: Readonly<Record<string, string>> = {
  model_full: 'takes more roles and policies than a suite has time to make',
  vault_full: 'takes 10,000 entries',
  authorization_unavailable: 'takes policies that cannot be read in a store that can: its own refusal comes first',
};

/** The sources of the tests below these folders; what tests the document alone is not among them. */
function testsUnder(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter(({ name, parentPath }) => /\.(spec|contract)\.ts$/.test(name) && !parentPath.endsWith('/http/docs'))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
  );
}

/** The names of tests, as far as they are written as one text. */
function namesIn(source: string): string[] {
  return [...source.matchAll(/(['"`])((?:(?!\1|\n).)*\[R\d+(?:(?!\1|\n).)*)\1/g)].map(([, , name = '']) => name);
}

describe('the tests', () => {
  const everywhere = testsUnder('apps', 'libs', 'test');
  const onTheWire = testsUnder('apps', 'test/e2e', 'test/faults').join('\n');

  it('cite every requirement, and none that there is not', () => {
    const cited = new Set(
      everywhere
        .flatMap(namesIn)
        .flatMap((name) => [...name.matchAll(CITED)].flatMap(([, numbers = '']) => numbers.match(/\d+/g) ?? []))
        .map(Number),
    );
    const wanted = Array.from({ length: REQUIREMENTS }, (_, index) => index + 1);
    expect(wanted.filter((number) => !cited.has(number))).toEqual([]);
    expect([...cited].filter((number) => number > REQUIREMENTS)).toEqual([]);
  });

  it('meet every error code, and in an answer wherever a request can bring it about', () => {
    const all = everywhere.join('\n');
    expect(ERROR_CODES.filter((code) => !all.includes(`'${code}'`))).toEqual([]);
    const answered = (code: (typeof ERROR_CODES)[number]) =>
      new RegExp(`'(?:${PROBLEMS[code].status} )?${code}'`).test(onTheWire);
    expect(ERROR_CODES.filter((code) => !answered(code))).toEqual(Object.keys(BELOW_THE_API));
  });
});

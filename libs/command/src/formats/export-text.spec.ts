import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dotenv from 'dotenv';
import fc from 'fast-check';
import { exportText } from './export-text.js';
import { FORMATS, type Format } from './format-names.js';
import { readYaml } from './yaml-text.js';

const AT = { name: 'app-env', namespace: null };
const VALUES = 1_000;
const IN_A_FILE = 50;
const CANARY = 'canary-4711';

/** Values as people and machines make them, and the worst that a value may be. */
const short = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
  fc
    .array(
      fc.constantFrom(
        ...["'", '"', '`', '$', '$HOME', '$(id)', '\\', '\\n', '\\"', '\n', '\r\n', '\r', '#', ' #x', ' ', '\t', '='],
        ...['a', 'é', '\u{1f511}', '\u2028', '\u0085', '\ufeff', '---', ': ', '- ', '~', 'NO', '0123', '{{', '!', '%'],
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
  fc.constantFrom(
    '',
    ' ',
    'NO',
    '~',
    'null',
    'true',
    '1e3',
    '0x1F',
    '2026-01-01',
    '#',
    ' x ',
    '\n',
    "it's",
    'a=b',
    '-',
  ),
);
/** Few of the longest: reading them back takes nearly all of the time. */
const value = fc.oneof(
  { weight: 40, arbitrary: short },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(65_536), `${'line\n'.repeat(13_000)}`, "'".repeat(1_000)) },
);
const samples = fc.sample(value, { numRuns: VALUES, seed: 14 });
const files = Array.from({ length: VALUES / IN_A_FILE }, (_, file) =>
  samples.slice(file * IN_A_FILE, (file + 1) * IN_A_FILE).map((text, index) => [`V_${index}`, text] as const),
);

function read(format: Format, text: string): Record<string, string> {
  if (format === 'json') return JSON.parse(text);
  if (format === 'dotenv') return dotenv.parse(text);
  if (format === 'yaml') return readYaml(text) as Record<string, string>;
  const { data } = readYaml(text) as { data: Record<string, string> };
  return Object.fromEntries(Object.entries(data).map(([name, of]) => [name, Buffer.from(of, 'base64').toString()]));
}

const isCarried = (format: Format, text: string) => {
  try {
    return exportText(format, new Map([['V', text]]), AT) !== '';
  } catch {
    return false;
  }
};

describe('an export', () => {
  it.each<[Format, string]>([
    ['dotenv', '\0'],
    ['dotenv', 'a\rb'],
    ['dotenv', `it's "both"`],
    ['dotenv', "it's $HOME"],
    ['dotenv', "it's `id`"],
    ['dotenv', "it's \\n"],
    ['dotenv', "it's C:\\"],
    ['dotenv', '\ud800'],
    ['json', '\ud800'],
    ['yaml', '\udc00'],
    ['k8s', 'a\ud800'],
  ])('in %s names the variable whose value it cannot carry, and does not show %j', (format, text) => {
    const variables = new Map([
      ['OTHER', 'x'],
      ['DB_PASSWORD', `${CANARY}${text}`],
    ]);
    expect(() => exportText(format, variables, AT)).toThrow(/^DB_PASSWORD: (?!.*canary)/);
  });

  it('in dotenv refuses a value that reads on into the next line, by its name', () => {
    const variables = new Map([
      ['DIR', 'C:\\'],
      ['NOTE', '\nx'],
    ]);
    expect(() => exportText('dotenv', variables, AT)).toThrow(/^DIR: /);
    expect(isCarried('dotenv', 'C:\\')).toBe(true);
  });

  it.each<[Format, string, RegExp]>([
    ['dotenv', 'db.password', /^db\.password is no name/],
    ['dotenv', 'UID', /^A shell keeps UID/],
    ['k8s', 'a b', /^a b is no key/],
  ])('in %s refuses the name %s', (format, name, message) => {
    expect(() => exportText(format, new Map([[name, CANARY]]), AT)).toThrow(message);
  });

  it('as a Secret holds 1 MiB at most', () => {
    const seventeen = new Map(Array.from({ length: 17 }, (_, index) => [`V_${index}`, 'x'.repeat(65_536)]));
    expect(() => exportText('k8s', seventeen, AT)).toThrow('1 MiB');
    expect(exportText('json', seventeen, AT).length).toBeGreaterThan(1_048_576);
  });

  it.each(FORMATS)(
    'in %s gives back 1,000 generated values byte for byte, or names those that it cannot [R143]',
    (format) => {
      let refused = 0;
      for (const file of files) {
        const carried = file.filter(([, text]) => isCarried(format, text));
        refused += file.length - carried.length;
        const back = read(format, Buffer.from(exportText(format, new Map(carried), AT)).toString());
        expect(Object.entries(back)).toEqual(carried);
      }
      if (format !== 'dotenv') expect(refused).toBe(0);
      expect(refused).toBeLessThan(VALUES / 2);
    },
  );

  it('in dotenv is read the same by a real shell [R143]', () => {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-dotenv-'));
    try {
      for (const file of files) {
        const carried = file.filter(([, text]) => isCarried('dotenv', text));
        const path = join(folder, 'file.env');
        writeFileSync(path, exportText('dotenv', new Map(carried), AT));
        const printed = execFileSync('sh', ['-c', 'set -a; . "$1"; env -0', 'sh', path], {
          env: { PATH: process.env.PATH },
        });
        const seen = printed
          .toString()
          .split('\0')
          .filter((line) => line.startsWith('V_'));
        expect(seen.sort()).toEqual(carried.map(([name, text]) => `${name}=${text}`).sort());
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('in YAML quotes what other readers take for something else', () => {
    const text = exportText(
      'yaml',
      new Map([
        ['NO', '~'],
        ['Y', '0123'],
        ['LINES', 'a\nb\u2028c'],
      ]),
      AT,
    );
    expect(text).toBe('"NO": "~"\n"Y": "0123"\n"LINES": "a\\nb\\u2028c"\n');
  });

  it('as a Secret says what Kubernetes needs', () => {
    const text = exportText('k8s', new Map([['A', 'NO']]), { name: 'app-env', namespace: 'shop' });
    expect(readYaml(text)).toEqual({
      ...{ apiVersion: 'v1', kind: 'Secret', type: 'Opaque' },
      ...{ metadata: { name: 'app-env', namespace: 'shop' }, data: { A: 'Tk8=' } },
    });
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { PROBLEMS } from '#access';
import { ERROR_CODES } from '#kernel';
import { ROOT } from './cruise.js';
import { pathsIn } from './repository-paths.js';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** What GitHub makes of the headings of a page: the names that links to parts of it use. */
function anchorsOf(file: string): string[] {
  const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading.toLowerCase());
  return headings.map((heading) => heading.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));
}

/** `file#anchor`, or `file`, of the links in a page that lead to this repository and to nothing in it. */
function brokenLinks(file: string): string[] {
  const links = [...read(file).matchAll(/\]\((?!https?:|mailto:)([^)]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : relative(ROOT, join(ROOT, dirname(file), path));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
}

/** The rows of the tables of a page whose first cell is a variable: its name and the other cells. */
function rowsOf(file: string): [name: string, ...cells: string[]][] {
  return [...read(file).matchAll(/^\| `([A-Z0-9_]+)` +\| (.*?) +\|$/gm)].map(([, name = '', cells = '']) => [
    name,
    ...cells.split(/ +\| +/),
  ]);
}

describe.each(DOCUMENTS)('%s', (file) => {
  it('links to pages and headings that exist', () => {
    expect(brokenLinks(file)).toEqual([]);
  });

  it('names paths of the repository and commands of package.json that exist', () => {
    expect(pathsIn(read(file)).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const { scripts } = JSON.parse(read('package.json'));
    const commands = [...read(file).matchAll(/npm run ([a-z:]+)/g)].map(([, command = '']) => command);
    expect(commands.filter((command) => !(command in scripts))).toEqual([]);
  });

  it('ends the options of npx before the command, which else would not get `--help`', () => {
    expect(read(file).match(/npx --no(?! -- coffer\b).*/g)).toBeNull();
  });
});

describe('the README', () => {
  it('has at most 130 lines, and the two commands on lines of their own', () => {
    const lines = read('README.md').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(130);
    expect(lines.filter((line) => /^npm ci/.test(line))).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  });

  it('leads to every page of docs/, by a link of its own or of a page that it links to', () => {
    const linked = new Set(['README.md']);
    for (const page of linked) {
      const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
      const pages = links.map((link) => relative(ROOT, join(ROOT, dirname(page), link)));
      for (const found of pages.filter((name) => name.endsWith('.md') && existsSync(join(ROOT, name))))
        linked.add(found);
    }
    expect(DOCUMENTS.filter((page) => !linked.has(page))).toEqual([]);
  });
});

describe('docs/guides/configuration.md', () => {
  it('lists every variable of .env.example, in its order, with the same default', () => {
    const inExample = [...read('.env.example').matchAll(/^([A-Z0-9_]+)=(.*)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    const inGuide = rowsOf('docs/guides/configuration.md').map(([name, value = '']) => [
      name,
      value === '—' ? '' : value.replaceAll('`', ''),
    ]);
    expect(inGuide).toEqual(inExample);
  });

  it('gives every variable its limits and its meaning', () => {
    const incomplete = rowsOf('docs/guides/configuration.md').filter(
      ([, ...cells]) => cells.length !== 3 || cells.includes(''),
    );
    expect(incomplete).toEqual([]);
  });
});

describe('docs/guides/troubleshooting.md', () => {
  const page = read('docs/guides/troubleshooting.md');

  it('lists every error code beside its status', () => {
    const rows = [...page.matchAll(/^\| (\d{3}(?:, \d{3})*) +\| (.*?) +\|/gm)];
    const statusesOf = new Map<string, string[]>();
    for (const [, statuses = '', codes = ''] of rows) {
      for (const [, code = ''] of codes.matchAll(/`([a-z_]+)`/g)) statusesOf.set(code, statuses.split(', '));
    }
    const wrong = ERROR_CODES.filter((code) => !statusesOf.get(code)?.includes(String(PROBLEMS[code].status)));
    expect(wrong).toEqual([]);
    expect([...statusesOf.keys()].filter((code) => !(code in PROBLEMS))).toEqual([]);
  });

  it('quotes lines of a failed start as the source has them', () => {
    const [, starts = ''] = /## It does not start\n(.*?)\n## /s.exec(page) ?? [];
    const quoted = [...starts.matchAll(/^\| (.*?) +\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, text = '']) => text.split(' ... ').map((part) => part.trim())),
    );
    const source = ['apps', 'libs'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
        .map((name) => read(`${folder}/${name}`)),
    );
    const text = source.join('\n');
    expect(quoted.filter((part) => !text.includes(part))).toEqual([]);
    expect(quoted.length).toBeGreaterThan(10);
  });
});

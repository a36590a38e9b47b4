import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { declared } from './dockerfile.js';

const ROOT = join(import.meta.dirname, '../..');
const CLI = join(ROOT, 'dist/apps/cli/src/main.js');
const PRODUCTION = ['docker-compose.yml', 'docker-compose.production.yml'];
const COMMAND = /docker compose((?: -f \S+)*) (?:exec|run)((?: --\S+)*) (\S+) (.+)$/gm;

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

interface Service {
  readonly command?: unknown;
  readonly entrypoint?: unknown;
  readonly volumes?: unknown;
  readonly user?: unknown;
}

/** The services of the production file. By tags of Compose it replaces what docker-compose.yml says, or takes it away: `!reset null`. */
const services: Readonly<Record<string, Service | null>> = parseDocument(read('docker-compose.production.yml')).toJS({
  maxAliasCount: 10,
}).services;

/** What the documents call in containers of Compose. */
const called = ['README.md', ...readdirSync(join(ROOT, 'docs/guides')).map((name) => `docs/guides/${name}`)].flatMap(
  (file) =>
    [...read(file).replaceAll('\\\n', '').matchAll(COMMAND)].map(
      ([, files = '', options = '', service = '', what = '']) => ({
        files: files.split(' -f ').slice(1),
        options: options.trim().split(' '),
        service,
        what,
      }),
    ),
);

describe('the commands of Compose in the documents', () => {
  it('name the files, and a service of the production file that runs the image', () => {
    expect(called.map(({ what }) => what.trim())).toEqual([
      'coffer users unlock grete',
      'coffer audit accept-restore --reason "the disk died"',
    ]);
    for (const { files, service } of called) {
      expect(files).toEqual(PRODUCTION);
      expect(services[service]).toMatchObject({ image: 'coffer', user: '1000:1000', command: 'null', volumes: [] });
    }
  });

  it('start in a container of its own what they name, since the image has no entry point', () => {
    const alone = called.find(({ what }) => what.includes('accept-restore'));
    expect(alone?.options).toEqual(['--rm', '--no-deps']);
    expect(declared('ENTRYPOINT')).toEqual([]);
    expect(services[alone?.service ?? '']?.entrypoint).toBeUndefined();
    expect(declared('RUN').join()).toMatch(
      /exec node \/coffer\/dist\/apps\/cli\/src\/main\.js.* > \/usr\/local\/bin\/coffer /,
    );
  });

  it.each(called)('call a command that is there: $what', ({ what }) => {
    const words = what.trim().split(' ');
    const options = words.filter((word) => word.startsWith('--'));
    const help = execFileSync(process.execPath, [CLI, ...words.slice(1, 3), '--help'], { encoding: 'utf8' });
    expect(help).toContain(`Usage: ${words.slice(0, 3).join(' ')} `);
    for (const option of options) expect(help).toContain(`${option} `);
  });
});

import { type Command, Option } from 'commander';
import { FORMATS } from './formats/format-names.js';
import { SOURCE_KINDS } from './sources/source-kinds.js';
import type { Working } from './workplace.js';

const PREFIX = ['--prefix <prefix>', 'where the secrets are: whole levels, such as prod/app'] as const;
const OUTPUT = ['--output <file>', 'a file that your account alone can read; otherwise the standard output'] as const;
const FORCE = ['--force', 'also into a git work tree'] as const;

/** The commands that read and write files. */
export function fileCommands(program: Command, working: Working): void {
  program
    .command('export')
    .description('write the secrets below a prefix as variables; what a format cannot carry is refused')
    .requiredOption(...PREFIX)
    .addOption(new Option('--format <format>', 'the form of the file').choices(FORMATS).makeOptionMandatory())
    .option('--deep', 'also from deeper levels')
    .option('--name <name>', 'k8s: the name of the Secret; otherwise it is made of the prefix')
    .option('--namespace <namespace>', 'k8s: its namespace')
    .option(...OUTPUT)
    .option(...FORCE)
    .action((options) =>
      working(async (place) => (await import('./files/export-secrets.js')).exportSecrets(place, options)),
    );
  program
    .command('render <template>')
    .description('write a template with secrets for {{ secret "path" }} and {{ secret "path" "field" }}')
    .option(...OUTPUT)
    .option(...FORCE)
    .action((file, options) =>
      working(async (place) => (await import('./files/render-template.js')).renderTemplate(place, file, options)),
    );
  program
    .command('import')
    .description('keep the secrets of a file that another program wrote; it can be repeated')
    .addArgument(program.createArgument('<kind>', 'what the file is').choices(SOURCE_KINDS))
    .argument('<file>', 'the file, or - for the standard input')
    .requiredOption('--prefix <prefix>', 'the beginning of their paths, such as prod/app')
    .option('--dry-run', 'compare and report, and change nothing')
    .option('--overwrite', 'give secrets that differ a new version')
    .option('--json', 'print the report as JSON')
    .action((kind, file, options) =>
      working(async (place) =>
        (await import('./importing/import-secrets.js')).importSecrets(place, kind, file, options),
      ),
    );
  program
    .command('k8s')
    .description('for Kubernetes')
    .command('manifest')
    .description('print a SecretStore and an ExternalSecret for External Secrets Operator')
    .requiredOption(...PREFIX)
    .option('--url <url>', 'the server as the cluster reaches it; otherwise COFFER_URL')
    .option('--name <name>', 'the name of the Secret; otherwise it is made of the prefix')
    .option('--namespace <namespace>', 'where it is')
    .option('--key-secret <name>', 'the Secret that has the key of the service account', 'coffer-key')
    .action((options) =>
      working(async (place) => (await import('./files/kubernetes-manifest.js')).printManifest(place, options)),
    );
}

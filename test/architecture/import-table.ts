import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './cruise.js';

interface Rule {
  readonly name: string;
  readonly to: { readonly pathNot?: readonly string[] };
}

/** The folders of a feature that have a row in the import table. */
export const FOLDERS = ['domain', 'ports', 'application', 'adapters', 'http', 'module'] as const;

const { default: config } = (await import(join(ROOT, '.dependency-cruiser.mjs'))) as {
  default: { readonly forbidden: readonly Rule[] };
};
const rules = new Map(config.forbidden.map((rule) => [rule.name, rule]));

/** Libraries with the folders of a feature. */
export const FEATURES: readonly string[] = readdirSync(join(ROOT, 'libs')).filter((name) =>
  rules.has(`${name}/domain`),
);

/** Groups of npm packages that the table allows as one, in the words of docs/architecture.md. */
const GROUPS: Readonly<Record<string, string>> = {
  '@nestjs/(common|core|passport|jwt|mongoose|platform-fastify)': 'Nest',
  '(@nestjs/(common|swagger|passport)|class-validator|class-transformer|reflect-metadata)': 'the DTO libraries',
};

/**
 * What the rule of a library, or of one folder of a feature, allows: libraries by their names, npm packages in
 * backticks, groups of packages by their name, own folders as `own <folder>`. Built-in modules and the folder itself are
 * left out. Throws for a pattern that has no words yet.
 */
export function allowed(library: string, folder?: (typeof FOLDERS)[number]): string[] {
  const rule = rules.get(folder ? `${library}/${folder}` : library);
  if (!rule?.to.pathNot) throw new Error(`the import table has no row for ${library} ${folder ?? ''}`);
  const words = rule.to.pathNot.map((pattern) => wordOf(pattern, library));
  return [...new Set(words.filter((word) => word !== null && word !== `own ${folder}`))] as string[];
}

/** Null: what need not be said. */
function wordOf(pattern: string, library: string): string | null {
  const own = [`^libs/${library}/`, `^libs/${library}/src/`, `^libs/${library}/src/[a-z-]+\\.module\\.ts$`];
  if (pattern === '^node:' || own.includes(pattern)) return null;
  const [, door] = /^\^libs\/([a-z-]+)\/src\/(?:offline\/)?index\\\.ts\$$/.exec(pattern) ?? [];
  if (door) return door;
  const [, room, folder] = /^\^libs\/([a-z-]+)\/src\/([a-z]+)\/$/.exec(pattern) ?? [];
  if (room === library && folder) return `own ${folder}`;
  const [, npm] = /^\^node_modules\/(?:\(@types\/\)\?)?(.+)\/$/.exec(pattern) ?? [];
  if (npm) return GROUPS[npm] ?? `\`${npm}\``;
  throw new Error(`no words for ${pattern} of ${library}`);
}

/** The line of a room card that says what the library may import. */
export function importLine(library: string): string {
  if (!FEATURES.includes(library)) return `**May import**: ${listed(allowed(library))}.`;
  const below = allowed(library, 'application').filter((word) => FEATURES.includes(word));
  const hasAdapters = existsSync(join(ROOT, 'libs', library, 'src/adapters'));
  const npm = hasAdapters ? allowed(library, 'adapters').filter((word) => word.startsWith('`')) : [];
  return [
    `**May import**: ${below.join(', ') || 'no other feature'}.`,
    ...(npm.length > 0 ? [`In adapters: ${npm.join(', ')}.`] : []),
    'For each folder: [the import table](../../docs/architecture.md#the-import-table).',
  ].join(' ');
}

/** A list in words; all features together are "every feature", and nothing is "nothing". */
export function listed(words: readonly string[]): string {
  const isAll = FEATURES.every((feature) => words.includes(feature));
  const shown = isAll ? ['every feature', ...words.filter((word) => !FEATURES.includes(word))] : words;
  return shown.join(', ') || 'nothing';
}

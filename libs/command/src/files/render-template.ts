import { CofferProblem } from '#client';
import { CommandFailed, failed } from '../failure.js';
import { keyOf, partsOf, placeOf, type Reference, rendered } from '../formats/template.js';
import { plain } from '../output/plain.js';
import { reveal } from '../secrets/reveal.js';
import type { Workplace } from '../workplace.js';
import { type OutputOptions, requireOutput, writeOutput } from './output-file.js';
import { readText } from './read-text.js';

const MOST_TEMPLATE = 1_048_576;
const MOST_BYTES = 16_777_216;
/** Answers that are about one secret. All others end the command as they are. */
const OF_ONE = new Set([400, 403, 404, 410, 422]);

/** Writes a template with its secrets put in. All of them are fetched before anything is written. */
export async function renderTemplate(place: Workplace, file: string, options: OutputOptions): Promise<void> {
  const { terminal } = place;
  const template = await readText(terminal, { file, called: 'TEMPLATE', most: MOST_TEMPLATE });
  const parts = partsOf(template);
  await requireOutput(options);
  const references = parts.filter((part) => typeof part !== 'string');
  const text = rendered(parts, await fetched(place, template, references), MOST_BYTES);
  if (text === null) throw failed('What comes out has more than 16 MiB. Nothing was written.');
  await writeOutput(terminal, text, options);
}

/** The text of each reference; each is fetched once. Throws CommandFailed with a line for each that cannot be had. */
async function fetched(
  { client }: Workplace,
  template: string,
  references: readonly Reference[],
): Promise<ReadonlyMap<string, string>> {
  const distinct = new Map(references.toReversed().map((reference) => [keyOf(reference), reference]));
  const values = new Map<string, string>();
  const problems: string[] = [];
  if (distinct.size === 0) return values;
  const opened = await client();
  for (const [key, reference] of [...distinct].reverse()) {
    try {
      values.set(key, (await reveal(opened, reference, null)).value);
    } catch (error) {
      if (!(error instanceof CofferProblem) || !OF_ONE.has(error.status)) throw error;
      const { code, detail } = error;
      problems.push(`${placeOf(template, reference.at)}: ${plain(reference.path)}: ${code}: ${plain(detail)}`);
    }
  }
  if (problems.length > 0) throw new CommandFailed([...problems, 'Nothing was written.']);
  return values;
}

import { failed } from '../failure.js';
import { dotenvText, readDotenv } from './dotenv-text.js';
import type { Format } from './format-names.js';
import { type ObjectName, readSecretManifest, secretManifest } from './kubernetes-secret.js';
import { type Variables, variablesIn } from './variables.js';
import { readYaml, yamlText } from './yaml-text.js';

interface Form {
  write(variables: Variables, at: ObjectName): string;
  /** Each must read the same. Null: something else was read. */
  readonly read: readonly ((text: string) => Variables | null)[];
}

const FORMS: Readonly<Record<Format, Form>> = {
  dotenv: { write: dotenvText, read: [readDotenv] },
  json: {
    write: (variables) => `${JSON.stringify(Object.fromEntries(variables), null, 2)}\n`,
    read: [(text) => variablesIn(JSON.parse(text))],
  },
  yaml: {
    write: (variables) => yamlText(Object.fromEntries(variables)),
    read: [(text) => variablesIn(readYaml(text, '1.2')), (text) => variablesIn(readYaml(text, '1.1'))],
  },
  k8s: { write: secretManifest, read: [readSecretManifest] },
};

/**
 * The text of a file with these variables. It was read back, and every value was the same. Throws CommandFailed with the name
 * of a variable that the format cannot carry.
 */
export function exportText(format: Format, variables: Variables, at: ObjectName): string {
  for (const [name, value] of variables) {
    if (!value.isWellFormed()) throw failed(`${name}: no file can carry this value: it is no well-formed Unicode.`);
  }
  const { write, read } = FORMS[format];
  const text = write(variables, at);
  for (const each of read) requireSame(variables, readBack(each, text), format);
  return text;
}

function readBack(read: (text: string) => Variables | null, text: string): Variables {
  try {
    // Through bytes, as another program reads it.
    return read(Buffer.from(text, 'utf8').toString('utf8')) ?? new Map();
  } catch {
    // Its message would show values.
    return new Map();
  }
}

function requireSame(written: Variables, read: Variables, format: Format): void {
  for (const [name, value] of written) {
    if (read.get(name) !== value)
      throw failed(
        `${name}: a file in ${format} would not be read as it is. Nothing was written. Use another --format.`,
      );
  }
  if (read.size !== written.size)
    throw failed(`A file in ${format} would be read with other variables. Nothing was written.`);
}

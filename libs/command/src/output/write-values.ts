import type { Terminal } from '../terminal.js';
import { shown } from './shown.js';

/** Prints a text that holds values: as it is for a program, and harmless for a person, who is told of what differs. */
export async function writeValues(terminal: Terminal, text: string): Promise<void> {
  const harmless = terminal.isSeen ? shown(text) : text;
  await terminal.write(harmless);
  if (harmless === text) return;
  terminal.complain(
    'Control characters are shown as escapes, such as \\u001b. Write to a file to get them as they are.',
  );
}

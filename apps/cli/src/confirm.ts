import { CommandFailed, type Terminal } from '#command';

/** Asks, unless `yes`. `deed`: what --yes stands for, such as "repair it". Throws CommandFailed unless the answer is yes. */
export async function confirm(
  terminal: Terminal,
  question: string,
  { yes, deed }: { readonly yes: boolean; readonly deed: string },
): Promise<void> {
  const answer = yes || (await terminal.ask(question));
  if (answer === null) throw new CommandFailed([`Nothing was changed. To ${deed}, give --yes.`]);
  if (!answer) throw new CommandFailed(['Nothing was changed.']);
}

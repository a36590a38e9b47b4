import type { Command } from 'commander';

/** A command as a completion knows it. */
export interface Known {
  /** The words that lead to it, such as `users unlock`. Empty: the program itself. */
  readonly words: string;
  readonly options: readonly string[];
  /** Options whose next word is a file. */
  readonly fileOptions: readonly string[];
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
}

/** Every command of a program, itself first. */
export function commandTree(program: Command, above: readonly string[] = []): Known[] {
  const shown = program.createHelp().visibleOptions(program);
  const flags = (options: typeof shown) =>
    options.flatMap(({ long, short }) => [long, short].filter((one) => one != null));
  const own: Known = {
    words: above.join(' '),
    options: flags(shown),
    fileOptions: flags(shown.filter((option) => /[<[](file|folder)/.test(option.flags))),
    subcommands: program.commands.map((one) => ({ name: one.name(), description: one.description() })),
  };
  return [own, ...program.commands.flatMap((one) => commandTree(one, [...above, one.name()]))];
}

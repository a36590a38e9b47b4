/** Ends a command. Its lines are for a person: they name fields, variables and paths, and never show a value or a token. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';

  constructor(
    readonly lines: readonly string[],
    readonly exitCode = 1,
  ) {
    super(lines.join('\n'));
  }
}

/** Ends a command for one reason. */
export function failed(line: string): CommandFailed {
  return new CommandFailed([line]);
}

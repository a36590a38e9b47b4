import { Argument, Command, Option } from 'commander';
import { emptyProgram } from './program.js';

describe('what a wrong command line is told', () => {
  const lines: string[] = [];
  const program = () => {
    const one = emptyProgram('1.2.3');
    one.configureOutput({ ...one.configureOutput(), writeErr: (text) => void lines.push(text) });
    one.addCommand(new Command('export').addOption(new Option('--format <format>').choices(['json', 'yaml'])));
    one.addCommand(new Command('import').addArgument(new Argument('<kind>').choices(['json', 'vault'])));
    for (const added of one.commands) added.copyInheritedSettings(one);
    one.command('get <path>').option('--version <n>').option('--json');
    return one;
  };

  it.each([
    [['get', 'a', 'canary value'], "coffer: too many arguments for 'get'. Expected 1 argument but got 2.\n"],
    [['get', 'a', "it's", 'canary'], "coffer: too many arguments for 'get'. Expected 1 argument but got 3.\n"],
    [['get', '--token=canary', 'a'], "coffer: unknown option '--token'\n"],
    [['get', "--token=can'ary'x", 'a'], "coffer: unknown option '--token'\n"],
    [['get', '--token=can\nary', 'a'], "coffer: unknown option '--token'\n"],
    [['get', '--jsn', 'a'], "coffer: unknown option '--jsn' (Did you mean --json?)\n"],
    [['get', 'a', '--version'], "coffer: option '--version <n>' argument missing\n"],
    [['export', '--format', "can'ary"], "coffer: '--format <format>': Allowed choices are json, yaml.\n"],
    [['import', "can'ary"], "coffer: 'kind': Allowed choices are json, vault.\n"],
    [['get'], "coffer: missing required argument 'path'\n"],
    [['gett'], "coffer: unknown command 'gett' (Did you mean get?)\n"],
    [['coffer_sk_canary_0123'], 'coffer: unknown command what is given\n'],
    [['-canary=x'], "coffer: unknown option '-canary'\n"],
  ])('%j names what is wrong and repeats no value [R140]', async (args, line) => {
    lines.length = 0;
    await expect(program().parseAsync(args, { from: 'user' })).rejects.toMatchObject({ code: /^commander\./ });
    const told = lines.join('');
    expect(told).toEqual(line);
    expect(told.split('\n')).toHaveLength(2);
    // What looks like an option is named, since it is a slip of the pen and no value.
    if (args[0] !== '-canary=x') expect(told).not.toContain('canary');
  });
});

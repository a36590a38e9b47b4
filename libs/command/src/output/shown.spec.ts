import { TestTerminal } from '../testing/test-terminal.js';
import { shown } from './shown.js';
import { writeValues } from './write-values.js';

/** Sets a title, clears the screen, turns a line around, and does so with the controls of eight bits, and with a tag. */
const STEERING = 'a\u001b]0;x\u0007\u001b[2J\u009b31m\u202eb\u200b\r\u007f\u{e0041}\u2028c';
const HARMLESS = 'a\\u001b]0;x\\u0007\\u001b[2J\\u009b31m\\u202eb\\u200b\\u000d\\u007f\\udb40\\udc41\\u2028c';

describe('a text on a terminal', () => {
  it('steers nothing, and is the same JSON', () => {
    expect(shown(STEERING)).toBe(HARMLESS);
    expect(JSON.parse(shown(JSON.stringify(STEERING)))).toBe(STEERING);
  });

  it('stays as it is if it steers nothing', () => {
    const text = 'ünïcode 🔑 \\u001b\tx\r\n-----BEGIN KEY-----\n\n';
    expect(shown(text)).toBe(text);
  });

  it('is exact for a program, and told to a person where it is not', async () => {
    const terminal = new TestTerminal();
    await writeValues(terminal, STEERING);
    expect([terminal.written, terminal.complained]).toEqual([STEERING, []]);
    const seen = new TestTerminal();
    seen.isSeen = true;
    await writeValues(seen, STEERING);
    expect([seen.written, seen.complained]).toEqual([HARMLESS, [expect.stringContaining('Write to a file')]]);
    await writeValues(seen, 'fine\n');
    expect(seen.complained).toHaveLength(1);
  });
});

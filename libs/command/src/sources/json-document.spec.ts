import { CommandFailed } from '../failure.js';
import { jsonDocument, jsonText } from './json-document.js';

const CANARY = 'canary-4711';

describe('a JSON file', () => {
  it.each([
    ['', 'FILE is not JSON.'],
    [`{"a": "${CANARY}" x}`, 'FILE is not JSON.'],
    [`{"a": "${CANARY}`, 'FILE is not JSON.'],
    ['{"a": 1, "b": {"a": 1, "a": 2}}', 'FILE names "a" twice in one object.'],
    [`{"a": "${CANARY}", "\\u0061": 2}`, 'FILE names "a" twice in one object.'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'FILE is nested deeper than 64 levels.'],
    ['['.repeat(1_000_000), 'FILE is not JSON.'],
    [`{"a":"${'\\"'.repeat(8_000_000)}"}`, 'FILE has a text that is too long to be read.'],
  ])('is refused without a word of it: %.40j', (text, message) => {
    expect(() => jsonDocument(text)).toThrow(new CommandFailed([message]));
  });

  it('may name one thing in two objects, and braces in texts mean nothing', () => {
    const text = '[{"a":"}]{\\"a\\":"},{"a":["a","a"]}]';
    expect(jsonText(jsonDocument(text))).toBe(text);
  });

  it('keeps every digit of a number, and members with names of old', () => {
    const text =
      '{"n":12345678901234567890,"m":1.50,"e":-1e400,"__proto__":{"constructor":1},"t":[true,null,"\\u2028"]}';
    expect(jsonText(jsonDocument(`\ufeff${text}`))).toBe(text.replace('\\u2028', '\u2028'));
  });
});

import { readJsonBody } from './json-body.js';

const read = (text: string, isForeign = true) => readJsonBody('text/plain', Buffer.from(text), isForeign);

describe('the body of clients of another server', () => {
  it('is refused as every other body', () => {
    expect(() => read('{"a":1,"a":2}')).toThrow(/twice/);
    expect(() => read('{"__proto__":1}')).toThrow(/cannot be named/);
    expect(() => read('[1]')).toThrow(/must be a JSON object/);
    expect(() => read('{"a":')).toThrow();
  });

  it('is JSON whatever its type says, and keeps the digits of its numbers', () => {
    const text = '{"a":[1.0,12345678901234567890]}';
    expect(() => read(text, false)).toThrow(/application\/json/);
    expect(() => readJsonBody('application/json', Buffer.from(text))).toThrow(/would not arrive/);
    expect(JSON.stringify(read(text))).toBe(text);
  });
});

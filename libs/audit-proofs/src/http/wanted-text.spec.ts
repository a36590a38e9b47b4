import { wantsText } from './wanted-text.js';

describe('an Accept header', () => {
  it.each([
    undefined,
    '',
    '*/*',
    'application/json',
    'application/json, text/plain',
    'application/json, text/plain, */*',
    'text/plain;q=0',
    'text/plain;q=0.5, application/json',
    'text/plain;q=0.5, */*',
    'text/*;q=0, text/plain;q=0',
    'text',
    'text/plain/x',
    `text/plain,${'a'.repeat(2_000)}`,
  ])('gets JSON: %j', (accept) => {
    expect(wantsText(accept)).toBe(false);
  });

  it.each([
    'text/plain',
    'TEXT/PLAIN',
    'text/plain; charset=utf-8',
    'text/*',
    'text/plain, application/json;q=0.9',
    'text/plain;q=0.2, application/json;q=0.1',
    'text/plain, */*;q=0.1',
    ' text/plain ;q=1.000',
  ])('gets text: %j', (accept) => {
    expect(wantsText(accept)).toBe(true);
  });
});

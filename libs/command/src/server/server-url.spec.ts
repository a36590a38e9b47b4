import { serverUrl } from './server-url.js';

const urlOf = (text: string, environment = {}) => serverUrl(text, 'COFFER_URL', environment);

describe('the URL of the server', () => {
  it.each([
    ['', 'must be a URL'],
    ['coffer.example.org', 'must be a URL'],
    ['ftp://coffer.example.org', 'must be a URL'],
    ['https://ada:canary@coffer.example.org', 'must have no name'],
    ['https://coffer.example.org?token=canary', 'must have no name'],
    ['https://coffer.example.org#canary', 'must have no name'],
    ['https://coffer.example.org/api/v1/', 'must end before /api/v1'],
    ['http://coffer.example.org', 'has http'],
    ['http://127.0.0.1.example.org', 'has http'],
    ['http://localhost.example.org', 'has http'],
    ['http://10.0.0.1:8000', 'has http'],
  ])('%j is refused, and not repeated [R140]', (text, reason) => {
    expect(() => urlOf(text)).toThrow(reason);
    expect(() => urlOf(text)).not.toThrow('canary');
  });

  it.each([
    ['https://coffer.example.org/', 'https://coffer.example.org'],
    ['https://example.org/coffer//', 'https://example.org/coffer'],
    ['http://localhost:8000', 'http://localhost:8000'],
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
    ['http://[::1]:8000/', 'http://[::1]:8000'],
  ])('%j is %j', (text, url) => {
    expect(urlOf(text)).toBe(url);
  });

  it('may have http for another host only if somebody says so', () => {
    expect(() => urlOf('http://coffer.internal', { COFFER_ALLOW_HTTP: 'yes' })).toThrow('COFFER_ALLOW_HTTP=1');
    expect(urlOf('http://coffer.internal', { COFFER_ALLOW_HTTP: '1' })).toBe('http://coffer.internal');
  });
});

import { ConfigError, loadConfig } from './load.js';

describe('PUBLIC_URL and CORS_ORIGINS', () => {
  it.each([
    ['PUBLIC_URL', 'coffer.example.org'],
    ['PUBLIC_URL', 'http://coffer.example.org'],
    ['PUBLIC_URL', 'http://localhost.example.org'],
    ['PUBLIC_URL', 'ftp://localhost'],
    ['PUBLIC_URL', 'https://ada:canary@coffer.example.org'],
    ['PUBLIC_URL', 'https://coffer.example.org/?canary'],
    ['PUBLIC_URL', 'https://coffer.example.org/#canary'],
    ['PUBLIC_URL', 'https://coffer.example.org?'],
    ['PUBLIC_URL', 'https://coffer.example.org//canary'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'null'],
    ['CORS_ORIGINS', 'https://*.example.org'],
    ['CORS_ORIGINS', 'https://app.example.org/'],
    ['CORS_ORIGINS', 'https://app.example.org/canary'],
    ['CORS_ORIGINS', 'https://app.example.org:443'],
    ['CORS_ORIGINS', 'https://APP.example.org'],
    ['CORS_ORIGINS', 'http://app.example.org'],
    ['CORS_ORIGINS', 'https://app.example.org,app2.example.org'],
    ['CORS_ORIGINS', 'https://app.example.org https://app2.example.org'],
    ['CORS_ORIGINS', 'file:///canary'],
  ])('refuse %s=%s in one line that names the variable and never shows the value', (name, value) => {
    try {
      loadConfig({ [name]: value });
    } catch (error) {
      const [line = '', ...more] = error instanceof ConfigError ? error.problems : [];
      expect([line.startsWith(`${name} must be `), line.includes('canary'), more]).toEqual([true, false, []]);
      return;
    }
    throw new Error(`${name}=${value} was taken`);
  });

  it('takes a public address with a path of a proxy, and over http only one of this machine', () => {
    const urlOf = (PUBLIC_URL: string) => loadConfig({ PUBLIC_URL }).http.publicUrl;
    expect(loadConfig({}).http.publicUrl).toBeNull();
    expect(urlOf('https://Coffer.example.org/')).toBe('https://coffer.example.org');
    expect(urlOf('https://example.org:8443/tools/coffer/')).toBe('https://example.org:8443/tools/coffer');
    for (const here of ['http://localhost:8000', 'http://127.0.0.2', 'http://[::1]:8000'])
      expect(urlOf(here)).toBe(here);
  });

  it('lets no page of another origin in, unless it is named exactly [R137]', () => {
    const originsOf = (env: Record<string, string>) => loadConfig(env).http.corsOrigins;
    expect(originsOf({})).toEqual([]);
    expect(originsOf({ CORS_ORIGINS: 'https://app.example.org, http://localhost:5173,' })).toEqual([
      'https://app.example.org',
      'http://localhost:5173',
    ]);
  });
});

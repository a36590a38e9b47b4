import { listRedirect } from './list-redirect.js';

describe('a request with the method LIST', () => {
  it('is led to GET with list=true', () => {
    expect(listRedirect('LIST /v1/secret/metadata/a%20b/ HTTP/1.1')).toBe('./?list=true');
    expect(listRedirect('LIST /v1/secret/metadata?after=x HTTP/1.0')).toBe('./metadata?after=x&list=true');
    expect(listRedirect('LIST /v1/secret/metadata? HTTP/1.1')).toBe('./metadata?list=true');
    expect(listRedirect('LIST /v1/secret/metadata/a:b HTTP/1.1')).toBe('./a:b?list=true');
  });

  it('stays below the prefix of a proxy, which cuts it off', () => {
    const asked = 'https://example.org/coffer/v1/secret/metadata/a%20b?after=x';
    const location = listRedirect('LIST /v1/secret/metadata/a%20b?after=x HTTP/1.1');
    expect(new URL(String(location), asked).href).toBe(`${asked}&list=true`);
  });

  it.each([
    '',
    'GET /v1/x HTTP/1.1',
    'LISTS /v1/x HTTP/1.1',
    'list /v1/x HTTP/1.1',
    'LIST /api/v1/x HTTP/1.1',
    'LIST //evil.example/v1/x HTTP/1.1',
    'LIST http://evil.example/v1/x HTTP/1.1',
    'LIST /v1/x\ry HTTP/1.1',
    'LIST /v1/x y HTTP/1.1',
    'LIST /v1/\u00ff HTTP/1.1',
    'LIST /v1/x HTTP/1.1\r\nX: y',
    'LIST /v1/x HTTP/2.0',
    'LIST /v1/x',
  ])('is nothing else: %j', (line) => {
    expect(listRedirect(line)).toBeNull();
  });
});

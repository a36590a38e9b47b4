import { type Environment, variable } from '../environment.js';
import { failed } from '../failure.js';

const ALLOW_HTTP = 'COFFER_ALLOW_HTTP';

/** The server that a variable or a stored session names, without a slash at its end. Messages name `source`. */
export function serverUrl(text: string, source: string, environment: Environment): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw failed(`${source} must be a URL, such as https://coffer.example.org.`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw failed(`${source} must have no name, password, query or fragment.`);
  }
  if (/\/api\/v1\/*$/.test(url.pathname)) throw failed(`${source} must end before /api/v1.`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && variable(environment, ALLOW_HTTP) !== '1') {
    throw failed(
      `${source} has http: everyone on the way could read secrets. Use https, or set ${ALLOW_HTTP}=1 if the way is safe.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

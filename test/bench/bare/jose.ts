/**
 * The lowest possible cost of an exchange on this machine: a program that only verifies the subject token of each request
 * with jose, against a key set in memory.
 *
 * Node runs this file directly and strips the types: `jose.ts ISSUER AUDIENCE TOKENS`. It listens on a free port, and
 * prints one line of JSON: url, the public key set, and TOKENS tokens that live for an hour.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';

const [issuer = '', audience = '', amount = '1'] = process.argv.slice(2);
/** As GitHub signs. */
const alg = 'RS256';
const kid = 'bench';

const { privateKey, publicKey } = await generateKeyPair(alg);
const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }] };
const keySet = createLocalJWKSet(jwks);

const signed = (number: number): Promise<string> =>
  new SignJWT({ sub: `run ${number}`, repository_id: '74' })
    .setProtectedHeader({ alg, kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey);

const server = createServer(async (request, response) => {
  const { subject_token } = (await json(request)) as { subject_token: string };
  const verified = await jwtVerify(subject_token, keySet, { issuer, audience, algorithms: [alg] }).catch(() => null);
  response.statusCode = verified ? 200 : 401;
  response.end();
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const tokens = await Promise.all(Array.from({ length: Number(amount) }, (_, number) => signed(number)));
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}`, jwks, tokens })}\n`);

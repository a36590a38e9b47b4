import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { API_PREFIX, isPrefixed } from '../routes/prefix.js';
import { collectRoutes, type RouteFacts } from '../routes/route-facts.js';
import { completeDocument, operationKey } from './complete-document.js';

const VERSION = '0.1.0';
const DESCRIPTION = `Coffer keeps secrets under policies that deny by default, and records who asked for what.

Set up the first administrator with the setup token that the server prints, log in, then send the access token as
\`Authorization: Bearer <token>\` (the Authorize button above). Errors are RFC 9457 problem details with a stable
\`code\`; lists are \`{items, next_cursor}\`, and \`next_cursor: null\` alone means the end; times are RFC 3339 in UTC.`;

/** In the order of a person's first day. */
const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['Setup', 'The first administrator, once.'],
  ['Authentication', 'Logging in, staying logged in, and leaving.'],
  ['Second factors', 'An authenticator app, codes by e-mail, and codes for the day when both are lost.'],
  ['Users', 'The accounts of people and programs.'],
  ['Roles', 'Named sets of policies that accounts are given.'],
  ['Policies', 'Who may do what to what, and when.'],
  ['Secrets', 'What is kept: sealed, versioned, masked unless revealed.'],
  ['Sensitive data', 'Personal data of an account: checked by its type, sealed under its own key, for it alone.'],
  ['Entries', 'Zero-knowledge records: ciphertext that only the client of their owner can open.'],
  ['Keys', 'The master key and the key rings, and their rotation.'],
  ['Tools', 'What an account may use beside.'],
  ['Audit', 'Who asked for what, when, and what became of it.'],
  ['Health', 'For load balancers and operators.'],
];

/** The whole OpenAPI 3.1 document; also from an application in preview mode, without engines. */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Coffer')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer('/', 'This server')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'The `access_token` of a login.',
    });
  for (const [name, description] of TAGS) builder.addTag(name, description);
  const scanned = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory: operationIdOf });
  return completeDocument(scanned, operationsOf(collectRoutes(app.get(ModulesContainer))));
}

/** `SecretsController`, `reveal` -> `secretsReveal`. */
function operationIdOf(controller: string, method: string): string {
  const name = controller.replace(/Controller$/, '');
  return `${name[0]?.toLowerCase() ?? ''}${name.slice(1)}${method[0]?.toUpperCase() ?? ''}${method.slice(1)}`;
}

function operationsOf(routes: readonly RouteFacts[]): Map<string, RouteFacts> {
  const operations = new Map<string, RouteFacts>();
  for (const facts of routes) {
    for (const path of facts.paths) {
      const full = isPrefixed(path) ? `/${API_PREFIX}/${path}` : `/${path}`;
      operations.set(operationKey(facts.method, full.replace(/:(\w+)/g, '{$1}')), facts);
    }
  }
  return operations;
}

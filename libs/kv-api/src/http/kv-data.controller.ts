import { Body, Delete, Get, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiHeader,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { AnswersUpTo, CurrentCaller, type HeaderSink, Problems, RequirePermission, TakesBodyUpTo } from '#access';
import type { Caller, JsonObject } from '#kernel';
import { KvVersions } from '../application/kv-versions.js';
import { ReadKv } from '../application/read-kv.js';
import { WriteKv } from '../application/write-kv.js';
import { versionOf, writeOf } from '../domain/kv-body.js';
import type { VersionMetadata } from '../domain/kv-metadata.js';
import { secretPath, writablePath } from '../domain/secret-path.js';
import { KvReadAnswer, KvSubkeysAnswer, KvWriteAnswer } from './dto/kv.answers.js';
import { KvReadQuery, KvSubkeysQuery, KvWriteBody } from './dto/kv.requests.js';
import { type Envelope, envelope, envelopeText } from './envelope.js';
import { KvPath } from './kv-path.js';
import { VAULT_TAG } from './vault-tag.js';

interface Reply extends HeaderSink {
  status(code: number): unknown;
}

/** A body with a value of 64 KiB, of which JSON may write each byte as an escape of six. */
const BODY_BYTES = 524_288;
/** A value of 64 KiB is at most six times as long in the JSON of its one field. */
const ANSWER_BYTES = 458_752;
const JSON_TYPE = 'application/json; charset=utf-8';
const PATH = 'The path of the secret.';
const WRITES =
  'Makes the secret, which needs `secret:write`, or its next version, which needs `secret:rotate`. Where a secret was ' +
  'deleted, a new one begins with version 1. A text stays a text, and an object an object, if what was read is written back.';

@ApiTags(VAULT_TAG)
export class KvDataController {
  constructor(
    private readonly reading: ReadKv,
    private readonly writing: WriteKv,
    private readonly versions: KvVersions,
  ) {}

  @Get('data/*')
  @RequirePermission('secret:reveal')
  @AnswersUpTo(ANSWER_BYTES)
  @Problems('secret_expired', 'limit_reached', 'keyring_unavailable')
  @ApiHeader({
    name: 'X-Access-Reason',
    required: false,
    description: 'Why you need the value, at most 256 characters. The audit keeps it.',
  })
  @ApiOperation({
    summary: 'Read a secret by Vault KV',
    description:
      'The audit records a reveal. A version that is deleted, destroyed or expired is a 404 with its metadata, for those who may read the secret.',
  })
  @ApiOkResponse({ type: KvReadAnswer })
  @ApiNotFoundResponse({ type: KvReadAnswer })
  async read(
    @CurrentCaller() caller: Caller,
    @KvPath(PATH) path: string,
    @Query() { version }: KvReadQuery,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    const { value, metadata } = await this.reading.read(caller, secretPath(path), versionOf(version));
    if (value === null) reply.status(404);
    reply.header('content-type', JSON_TYPE);
    return envelopeText(caller.request, { metadata }, 'data', value ?? 'null');
  }

  @Get('subkeys/*')
  @RequirePermission('secret:reveal')
  @AnswersUpTo(ANSWER_BYTES)
  @Problems('secret_expired', 'limit_reached', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Show the names of the fields of a secret by Vault KV',
    description: 'Opens the value for that, so it needs the same permission, and the audit records a reveal.',
  })
  @ApiOkResponse({ type: KvSubkeysAnswer })
  @ApiNotFoundResponse({ type: KvSubkeysAnswer })
  async subkeys(
    @CurrentCaller() caller: Caller,
    @KvPath(PATH) path: string,
    @Query() { version, depth = '0' }: KvSubkeysQuery,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Envelope<object>> {
    const { subkeys, metadata } = await this.reading.subkeys(
      caller,
      secretPath(path),
      versionOf(version),
      Number(depth),
    );
    if (subkeys === null) reply.status(404);
    return envelope(caller.request, { subkeys, metadata });
  }

  @Post('data/*')
  @HttpCode(200)
  @RequirePermission('secret:write', 'secret:rotate')
  @TakesBodyUpTo(BODY_BYTES)
  @Problems('precondition_failed', 'conflict', 'keyring_unavailable')
  @ApiOperation({ summary: 'Write a secret by Vault KV', description: WRITES })
  @ApiBody({ type: KvWriteBody })
  @ApiOkResponse({ type: KvWriteAnswer })
  async write(
    @CurrentCaller() caller: Caller,
    @KvPath(PATH) path: string,
    @Body() body: JsonObject | undefined,
  ): Promise<Envelope<VersionMetadata>> {
    return envelope(caller.request, await this.writing.write(caller, writablePath(path), writeOf(body)));
  }

  @Patch('data/*')
  @RequirePermission('secret:rotate')
  @TakesBodyUpTo(BODY_BYTES)
  @Problems('precondition_failed', 'conflict', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Merge fields into a secret by Vault KV',
    description:
      'A JSON merge patch (RFC 7396) of the current version: null takes a field away. Nothing that another request writes ' +
      'meanwhile is lost. Needs `secret:reveal` too, since it works with the value.',
  })
  @ApiBody({ type: KvWriteBody })
  @ApiOkResponse({ type: KvWriteAnswer })
  async patch(
    @CurrentCaller() caller: Caller,
    @KvPath(PATH) path: string,
    @Body() body: JsonObject | undefined,
  ): Promise<Envelope<VersionMetadata>> {
    return envelope(caller.request, await this.writing.patch(caller, writablePath(path), writeOf(body)));
  }

  @Delete('data/*')
  @HttpCode(204)
  @RequirePermission('secret:delete')
  @ApiOperation({
    summary: 'Delete a secret by Vault KV',
    description:
      'The whole secret, not one version. It can be restored for some time. Where there is none, nothing happens.',
  })
  @ApiNoContentResponse()
  async delete(@CurrentCaller() caller: Caller, @KvPath(PATH) path: string): Promise<void> {
    await this.versions.delete(caller, secretPath(path));
  }
}

import { Body, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { AnswersUpTo, Costs, CurrentCaller, Problems, RequirePermission } from '#access';
import type { Caller, JsonObject } from '#kernel';
import { KvMetadata } from '../application/kv-metadata.js';
import { KvVersions } from '../application/kv-versions.js';
import { customMetadataIn } from '../domain/custom-metadata.js';
import { secretPath, writablePath } from '../domain/secret-path.js';
import { KvConfigAnswer, KvListAnswer, KvSecretAnswer, KvVersionState } from './dto/kv.answers.js';
import { isList, KvListQuery, KvMetadataBody, partOf } from './dto/kv.requests.js';
import { type Envelope, envelope } from './envelope.js';
import { KvPath } from './kv-path.js';
import { VAULT_TAG } from './vault-tag.js';

const PATH = 'The path of the secret.';
/** 6,000 names of 256 characters. */
const LIST_BYTES = 1_572_864;
const REPLACES =
  'Replaces what the secret is described by. Coffer keeps metadata only with a secret: write its data first. The ' +
  'settings of the engine are those of the operator.';

@ApiTags(VAULT_TAG)
@ApiExtraModels(KvSecretAnswer, KvListAnswer, KvVersionState)
export class KvMetadataController {
  constructor(
    private readonly metadata: KvMetadata,
    private readonly versions: KvVersions,
  ) {}

  @Get('config')
  @RequirePermission('secret:list')
  @ApiOperation({ summary: 'Show the settings of the secrets by Vault KV', description: 'The operator sets them.' })
  @ApiOkResponse({ type: KvConfigAnswer })
  async config(@CurrentCaller() caller: Caller): Promise<Envelope<object>> {
    return envelope(caller.request, await this.metadata.config(caller));
  }

  @Get('metadata')
  @Costs(5)
  @RequirePermission('secret:list')
  @AnswersUpTo(LIST_BYTES)
  @Problems('not_found', 'limit_reached')
  @ApiOperation({
    summary: 'List the first level of secrets by Vault KV',
    description: 'What you may list; 404 if that is nothing. `list=true` may be left out.',
  })
  @ApiOkResponse({ type: KvListAnswer })
  listFirst(@CurrentCaller() caller: Caller, @Query() query: KvListQuery): Promise<Envelope<object>> {
    return this.listed(caller, '', query);
  }

  @Get('metadata/*')
  @Costs(5)
  @RequirePermission('secret:read', 'secret:list')
  @AnswersUpTo(LIST_BYTES)
  @Problems('limit_reached')
  @ApiOperation({
    summary: 'Show the metadata of a secret, or list a level, by Vault KV',
    description:
      'With `list=true` the names on the level of the path, which needs `secret:list`. A list is whole or refused: there ' +
      'are no pages but by `after` and `limit`. Without it the metadata of the secret, which needs `secret:read`; of a ' +
      'deleted secret `secret:list` too.',
  })
  @ApiOkResponse({
    schema: { anyOf: [{ $ref: getSchemaPath(KvSecretAnswer) }, { $ref: getSchemaPath(KvListAnswer) }] },
  })
  async show(
    @CurrentCaller() caller: Caller,
    @KvPath(PATH) path: string,
    @Query() query: KvListQuery,
  ): Promise<Envelope<object>> {
    if (!isList(query)) return envelope(caller.request, await this.metadata.show(caller, secretPath(path)));
    return this.listed(caller, path, query);
  }

  @Post('metadata/*')
  @HttpCode(204)
  @RequirePermission('secret:write')
  @ApiOperation({ summary: 'Describe a secret by Vault KV', description: REPLACES })
  @ApiBody({ type: KvMetadataBody })
  @ApiNoContentResponse()
  async replace(@CurrentCaller() caller: Caller, @KvPath(PATH) path: string, @Body() body?: JsonObject): Promise<void> {
    await this.metadata.change(caller, writablePath(path), customMetadataIn(body, false), false);
  }

  @Patch('metadata/*')
  @HttpCode(204)
  @RequirePermission('secret:write')
  @Problems('precondition_failed')
  @ApiOperation({
    summary: 'Change what a secret is described by, by Vault KV',
    description: 'Merges the custom metadata (RFC 7396): null takes a member away.',
  })
  @ApiBody({ type: KvMetadataBody })
  @ApiNoContentResponse()
  async merge(@CurrentCaller() caller: Caller, @KvPath(PATH) path: string, @Body() body?: JsonObject): Promise<void> {
    await this.metadata.change(caller, writablePath(path), customMetadataIn(body, true), true);
  }

  @Delete('metadata/*')
  @HttpCode(204)
  @RequirePermission('secret:delete')
  @ApiOperation({
    summary: 'Delete a secret and its metadata by Vault KV',
    description: 'Coffer deletes as by `DELETE data`: the secret can be restored for some time, then it is destroyed.',
  })
  @ApiNoContentResponse()
  async delete(@CurrentCaller() caller: Caller, @KvPath(PATH) path: string): Promise<void> {
    await this.versions.delete(caller, secretPath(path));
  }

  private async listed(caller: Caller, path: string, query: KvListQuery): Promise<Envelope<object>> {
    return envelope(caller.request, { keys: await this.metadata.list(caller, path, partOf(query)) });
  }
}

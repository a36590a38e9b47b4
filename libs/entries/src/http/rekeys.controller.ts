import { Body, Controller, Delete, HttpCode, Post, Put, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import {
  AnswersUpTo,
  Costs,
  CREATED_HEADERS,
  CurrentCaller,
  type HeaderSink,
  IdempotencyKey,
  IdParam,
  OwnAccount,
  Problems,
  TakesBodyUpTo,
  TakesIdempotencyKey,
} from '#access';
import type { Caller } from '#kernel';
import { AbandonRekey } from '../application/rekeys/abandon-rekey.js';
import { BeginRekey } from '../application/rekeys/begin-rekey.js';
import { PublishRekey } from '../application/rekeys/publish-rekey.js';
import { StageRekey } from '../application/rekeys/stage-rekey.js';
import { blobOf } from './dto/entry.requests.js';
import { PublishedGenerationAnswer, RekeyAnswer, StagedAnswer } from './dto/rekey.answers.js';
import { BeginRekeyBody, PublishRekeyBody, StageEntriesBody } from './dto/rekey.requests.js';

/** A re-key has no ETag, so it takes only this of the headers of a creation. */
const { Location } = CREATED_HEADERS;
const REKEY_ID = 'The id of the re-key.';
/** 100 entries, or the manifest of 10,000. */
const BODY_BYTES = 1_048_576;

/** The manifest of 10,000 as it is parsed, what was staged for it, and the vault before and after. */
const PUBLISH_BYTES = 4_194_304;

@ApiTags('Entries')
@ApiBearerAuth()
@Controller('entries/rekeys')
export class RekeysController {
  constructor(
    private readonly beginning: BeginRekey,
    private readonly staging: StageRekey,
    private readonly publishing: PublishRekey,
    private readonly abandoning: AbandonRekey,
  ) {}

  @Post()
  @OwnAccount('vault:rekey-begin', { fresh: true })
  @Problems('conflict', 'rekey_open', 'idempotency_key_reused')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Begin the re-key of your vault',
    description:
      'For a new generation under a new key. Nothing changes before it is published. Only one re-key is open at a time.',
  })
  @ApiCreatedResponse({ type: RekeyAnswer, headers: { Location } })
  async begin(
    @CurrentCaller() caller: Caller,
    @Body() { wrapped_key }: BeginRekeyBody,
    @IdempotencyKey() key: string | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<RekeyAnswer> {
    const { id, generation, revision } = await this.beginning.begin(caller, wrapped_key, key);
    reply.header('Location', `/api/v1/entries/rekeys/${id}`);
    return { id, generation, base_revision: revision };
  }

  @Put(':id/entries')
  @Costs(5)
  @OwnAccount('vault:rekey-stage', { fresh: true })
  @TakesBodyUpTo(BODY_BYTES)
  @Problems('not_found', 'vault_full')
  @ApiOperation({
    summary: 'Stage entries of a re-key',
    description:
      'Entries that the client sealed again for the new generation, up to 100 a request. If an entry is staged twice, the ' +
      'last one counts.',
  })
  @ApiOkResponse({ type: StagedAnswer })
  async stage(
    @CurrentCaller() caller: Caller,
    @IdParam(REKEY_ID) id: string,
    @Body() { entries }: StageEntriesBody,
  ): Promise<StagedAnswer> {
    const given = entries.map((entry) => ({ id: entry.id, revision: entry.revision, blob: blobOf(entry) }));
    return { staged: await this.staging.stage(caller, id, given) };
  }

  @Post(':id/publish')
  @HttpCode(200)
  @Costs(25)
  @OwnAccount('vault:rekey-publish', { fresh: true })
  @AnswersUpTo(PUBLISH_BYTES)
  @TakesBodyUpTo(BODY_BYTES)
  @Problems('not_found', 'manifest_mismatch')
  @ApiOperation({
    summary: 'Publish a re-key',
    description:
      'The whole vault moves to the new generation, or nothing does. 409 names up to 20 entries that are missing, extra ' +
      'or stale. The previous generation can be restored for 30 days.',
  })
  @ApiOkResponse({ type: PublishedGenerationAnswer })
  async publish(
    @CurrentCaller() caller: Caller,
    @IdParam(REKEY_ID) id: string,
    @Body() { manifest }: PublishRekeyBody,
  ): Promise<PublishedGenerationAnswer> {
    const { generation, revision, entries } = await this.publishing.publish(caller, id, manifest);
    return { generation, revision, entries };
  }

  @Delete(':id')
  @HttpCode(204)
  @OwnAccount('vault:rekey-abandon', { fresh: true })
  @Problems('not_found')
  @ApiOperation({
    summary: 'Abandon a re-key',
    description: 'The vault stays as it is. The staged entries are removed. The generation is never used.',
  })
  @ApiNoContentResponse()
  async abandon(@CurrentCaller() caller: Caller, @IdParam(REKEY_ID) id: string): Promise<void> {
    await this.abandoning.abandon(caller, id);
  }
}

import { Body, Controller, Delete, Get, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Costs,
  CREATED_HEADERS,
  CurrentCaller,
  CursorCodec,
  ETAG_HEADER,
  type HeaderSink,
  IdempotencyKey,
  IdParam,
  IfMatch,
  OwnAccount,
  Problems,
  TakesIdempotencyKey,
  TakesIfMatch,
  tagged,
} from '#access';
import type { Caller } from '#kernel';
import { ChangeRecord } from '../application/change-record.js';
import { CreateRecord } from '../application/create-record.js';
import type { Shown } from '../application/own-records.js';
import { ShowRecords } from '../application/show-records.js';
import { seenRevision } from '../domain/sensitive-record.js';
import { RecordAnswer, RecordDeletedAnswer, RecordPageAnswer } from './dto/record.answers.js';
import { CreateRecordBody, ListRecordsQuery, ReplaceRecordBody, ShowRecordQuery } from './dto/record.requests.js';
import { recordAnswer } from './record.presenter.js';

const LIST_ROUTE = 'sensitive-data';
const RECORD_ID = 'The id of the record.';

/** Personal data of the signed-in account. No role opens the data of another account. */
@ApiTags('Sensitive data')
@ApiBearerAuth()
@Controller('sensitive-data')
export class SensitiveDataController {
  constructor(
    private readonly creating: CreateRecord,
    private readonly showing: ShowRecords,
    private readonly changing: ChangeRecord,
    private readonly cursors: CursorCodec,
  ) {}

  @Post()
  @OwnAccount('sensitive-data:create')
  @Problems('conflict', 'idempotency_key_reused', 'keyring_unavailable')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Keep a piece of personal data',
    description: 'The value is checked by its type and sealed under your own key ring. Nobody else can read it.',
  })
  @ApiCreatedResponse({ type: RecordAnswer, headers: CREATED_HEADERS })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() { data_type: dataType, value }: CreateRecordBody,
    @IdempotencyKey() key: string | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<RecordAnswer> {
    const shown = await this.creating.create(caller, dataType, value, key);
    reply.header('Location', `/api/v1/sensitive-data/${shown.stored.value.id}`);
    return answered(reply, shown, false);
  }

  @Get()
  @Costs(5)
  @OwnAccount('sensitive-data:list')
  @Problems('keyring_unavailable')
  @ApiOperation({
    summary: 'List your personal data',
    description:
      'The oldest first, whole or masked. A page has at most 1 MiB of values as JSON, or one record: pages are short if ' +
      'values are large.',
  })
  @ApiOkResponse({ type: RecordPageAnswer })
  list(@CurrentCaller() caller: Caller, @Query() query: ListRecordsQuery): Promise<RecordPageAnswer> {
    const show = (shown: Shown) => recordAnswer(shown, query.masked === 'true');
    return this.cursors.page(caller, LIST_ROUTE, query, show, (after: string | null, limit) =>
      this.showing.list(caller, after, limit),
    );
  }

  @Get(':id')
  @OwnAccount('sensitive-data:read')
  @Problems('not_found', 'keyring_unavailable')
  @ApiOperation({ summary: 'Show a piece of your personal data', description: 'Whole, or masked.' })
  @ApiOkResponse({ type: RecordAnswer, headers: ETAG_HEADER })
  async show(
    @CurrentCaller() caller: Caller,
    @IdParam(RECORD_ID) id: string,
    @Query() { masked }: ShowRecordQuery,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<RecordAnswer> {
    return answered(reply, await this.showing.one(caller, id), masked === 'true');
  }

  @Put(':id')
  @OwnAccount('sensitive-data:update')
  @Problems('not_found', 'precondition_failed', 'keyring_unavailable')
  @TakesIfMatch()
  @ApiOperation({ summary: 'Replace a piece of your personal data', description: 'Sets a new value of the same type.' })
  @ApiOkResponse({ type: RecordAnswer, headers: ETAG_HEADER })
  async replace(
    @CurrentCaller() caller: Caller,
    @IdParam(RECORD_ID) id: string,
    @Body() { data_type: dataType, value: text }: ReplaceRecordBody,
    @IfMatch() seen: readonly number[] | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<RecordAnswer> {
    return answered(reply, await this.changing.replace(caller, id, { dataType, text }, seen), false);
  }

  @Delete(':id')
  @OwnAccount('sensitive-data:delete')
  @Problems('not_found')
  @ApiOperation({ summary: 'Delete a piece of your personal data', description: 'For good.' })
  @ApiOkResponse({ type: RecordDeletedAnswer })
  async remove(@CurrentCaller() caller: Caller, @IdParam(RECORD_ID) id: string): Promise<RecordDeletedAnswer> {
    await this.changing.remove(caller, id);
    return { message: 'Sensitive data deleted successfully' };
  }
}

function answered(reply: HeaderSink, shown: Shown, isMasked: boolean): RecordAnswer {
  return tagged(reply, seenRevision(shown.stored), recordAnswer(shown, isMasked));
}

import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiHeader,
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
  CursorCodec,
  ETAG_HEADER,
  type HeaderSink,
  IdempotencyKey,
  IdParam,
  IfMatch,
  OwnAccount,
  Problems,
  pageLimit,
  TakesBodyUpTo,
  TakesIdempotencyKey,
  TakesIfMatch,
} from '#access';
import type { Caller } from '#kernel';
import { CreateEntry } from '../application/entries/create-entry.js';
import { DeleteEntry } from '../application/entries/delete-entry.js';
import { FindEntry } from '../application/entries/find-entry.js';
import { ListEntries } from '../application/entries/list-entries.js';
import { UpdateEntry } from '../application/entries/update-entry.js';
import type { ListPlace } from '../domain/changes-since.js';
import { blobSize, type EntryBlob } from '../domain/entry-body.js';
import { EntryAnswer, EntryHistoryAnswer, EntryPageAnswer } from './dto/entry.answers.js';
import { blobOf, CreateEntryBody, ListEntriesQuery, UpdateEntryBody } from './dto/entry.requests.js';
import { entryAnswer, listedEntry, shownEntry } from './entry.presenter.js';

const LIST = 'entries';
/** An entry of 256 KiB and its `meta`, in base64. */
const BODY_BYTES = 524_288;
/** A page of 1.25 MiB: as it is stored, as it is parsed, and twice as it is sent. An account makes three at once. */
const LIST_BYTES = 5_242_880;
/** Ten revisions of 350 KiB in base64. An account makes two answers at once. */
const HISTORY_BYTES = 8_388_608;
const ENTRY_ID = 'The id of the entry.';

@ApiTags('Entries')
@ApiBearerAuth()
@Controller('entries')
export class EntriesController {
  constructor(
    private readonly creating: CreateEntry,
    private readonly finding: FindEntry,
    private readonly listing: ListEntries,
    private readonly updating: UpdateEntry,
    private readonly deleting: DeleteEntry,
    private readonly cursors: CursorCodec,
  ) {}

  @Post()
  @OwnAccount('entry:create')
  @TakesBodyUpTo(BODY_BYTES)
  @Problems('conflict', 'generation_stale', 'id_taken', 'vault_full', 'idempotency_key_reused')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Create an entry',
    description: 'Keeps what the client has sealed in the vault of its account. The server cannot open it.',
  })
  @ApiCreatedResponse({ type: EntryAnswer, headers: CREATED_HEADERS })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() body: CreateEntryBody,
    @IdempotencyKey() key: string | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<EntryAnswer> {
    const draft = { id: body.id ?? null, generation: body.generation ?? null, blob: blobOf(body) };
    reserveShown(caller, draft.blob);
    const created = await this.creating.create(caller, draft, key);
    reply.header('Location', `/api/v1/entries/${created.entryId}`);
    return shownEntry(reply, created);
  }

  @Get()
  @Costs(5)
  @OwnAccount('entry:list')
  @AnswersUpTo(LIST_BYTES)
  @ApiOperation({
    summary: 'List entries or changes',
    description:
      'Your own entries. Without `since`: all of them. With the `revision` from the last page of an earlier list: the ' +
      'entries that were created, changed or deleted since. A page has at most 1.25 MiB of base64, or one ' +
      'entry: pages are short if entries are large.',
  })
  @ApiOkResponse({ type: EntryPageAnswer })
  async list(@CurrentCaller() caller: Caller, @Query() query: ListEntriesQuery): Promise<EntryPageAnswer> {
    const filter = { since: query.since };
    const place = this.cursors.decode<ListPlace>(caller, LIST, filter, query.cursor);
    const since = query.since === undefined ? null : Number(query.since);
    const { items, next, ...page } = await this.listing.list(caller, since, place, pageLimit(query));
    return {
      items: items.map(listedEntry),
      next_cursor: next && this.cursors.encode(caller, LIST, filter, next),
      revision: page.revision,
      generation: page.generation,
      full: page.full,
    };
  }

  @Get(':id')
  @OwnAccount('entry:read')
  @Problems('not_found')
  @ApiOperation({ summary: 'Show an entry', description: 'Its present revision, as the client sealed it.' })
  @ApiOkResponse({ type: EntryAnswer, headers: ETAG_HEADER })
  async find(
    @CurrentCaller() caller: Caller,
    @IdParam(ENTRY_ID) id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<EntryAnswer> {
    return shownEntry(reply, await this.finding.find(caller, id));
  }

  @Put(':id')
  @OwnAccount('entry:update')
  @TakesBodyUpTo(BODY_BYTES)
  @Problems('not_found', 'generation_stale', 'precondition_failed', 'precondition_required')
  @ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'The ETag of the revision that you saw. 428 without it or with `*`. 412 if there is a later revision.',
    example: '"1"',
  })
  @ApiOperation({
    summary: 'Give an entry its next revision',
    description: 'Send the whole entry: an absent field is removed. The last 10 revisions are kept.',
  })
  @ApiOkResponse({ type: EntryAnswer, headers: ETAG_HEADER })
  async update(
    @CurrentCaller() caller: Caller,
    @IdParam(ENTRY_ID) id: string,
    @Body() body: UpdateEntryBody,
    @IfMatch() seen: readonly number[] | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<EntryAnswer> {
    const next = { generation: body.generation ?? null, blob: blobOf(body) };
    reserveShown(caller, next.blob);
    return shownEntry(reply, await this.updating.update(caller, id, next, seen));
  }

  @Delete(':id')
  @HttpCode(204)
  @OwnAccount('entry:delete')
  @Problems('not_found', 'precondition_failed')
  @TakesIfMatch()
  @ApiOperation({
    summary: 'Delete an entry',
    description: 'With its history, for good. A previous generation that can be restored keeps its own revisions.',
  })
  @ApiNoContentResponse()
  async delete(
    @CurrentCaller() caller: Caller,
    @IdParam(ENTRY_ID) id: string,
    @IfMatch() seen: readonly number[] | null,
  ): Promise<void> {
    await this.deleting.delete(caller, id, seen);
  }

  @Get(':id/history')
  @Costs(5)
  @OwnAccount('entry:history')
  @AnswersUpTo(HISTORY_BYTES)
  @Problems('not_found')
  @ApiOperation({
    summary: 'Show the last revisions of an entry',
    description: 'The newest first, at most 10. A re-key begins a new history.',
  })
  @ApiOkResponse({ type: EntryHistoryAnswer })
  async history(@CurrentCaller() caller: Caller, @IdParam(ENTRY_ID) id: string): Promise<EntryHistoryAnswer> {
    const bodies = await this.finding.history(caller, id);
    return { items: bodies.map(entryAnswer) };
  }
}

/** The answer shows the entry whole: as a text and as the bytes that are sent, beside the body of the request. */
function reserveShown({ request }: Caller, blob: EntryBlob): void {
  request.reserve?.(blobSize(blob) * 2);
}

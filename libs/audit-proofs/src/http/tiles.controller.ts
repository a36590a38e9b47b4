import { hash } from 'node:crypto';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  AnswersUpTo,
  Costs,
  CurrentCaller,
  etagForReads,
  type HeaderSink,
  IfNoneMatch,
  notModified,
  Problems,
  RequirePermission,
  type StatusSink,
  TakesIfNoneMatch,
} from '#access';
import type { Caller } from '#kernel';
import { PublishedLog } from '../application/reading/published-log.js';
import { BYTES_TYPE, bytesContent } from './media.js';
import { TilePlace, tileAt } from './tile-path.js';

/** 256 leaves of less than 4 KB. */
const ENTRIES_BYTES = 1_048_576;
/**
 * A client may keep a tile, and asks each time whether it still is the one. Under one origin a tile never changes. But its path
 * names no origin, and an accepted restore opens another one: an older tile would not fit the next checkpoint.
 */
const ASK_AGAIN = 'private, no-cache';
const TAG_HEADER = etagForReads('Of these hashes');
const SELDOM_RECORDED =
  'One record in the audit stands for all tiles and entries that a caller reads in 5 minutes. What no published checkpoint ' +
  'covers is a 404. Tools for logs in tiles (C2SP tlog-tiles) find this log at `/api/v1/audit/`, with the token of the API.';

@ApiTags('Audit')
@Controller('audit/tile')
export class AuditTilesController {
  constructor(private readonly log: PublishedLog) {}

  @Get('entries/*')
  @Costs(3)
  @AnswersUpTo(ENTRIES_BYTES)
  @RequirePermission('audit:read')
  @Problems('no_checkpoint', 'record_archived')
  @ApiOperation({
    summary: 'Read up to 256 leaves of the audit',
    description: `The exact texts of 256 leaves, each after its length in two bytes, big-endian. ${SELDOM_RECORDED}`,
  })
  @ApiOkResponse(bytesContent('The entries, up to 1 MiB.'))
  async entries(
    @CurrentCaller() caller: Caller,
    @TilePlace() place: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<Buffer> {
    const bytes = await this.log.resource(caller, tileAt('entries', place));
    reply.header('content-type', BYTES_TYPE);
    return bytes;
  }

  @Get(':level/*')
  @RequirePermission('audit:read')
  @Problems('no_checkpoint', 'record_archived')
  @ApiParam({ name: 'level', type: 'integer', description: 'The level, from 0: the hashes of the leaves.', example: 0 })
  @ApiOperation({
    summary: 'Read a tile of the audit',
    description:
      '256 hashes of one level of the tree, each 32 bytes. A tile stays as it is until the log gets another origin: ask with ' +
      `If-None-Match. ${SELDOM_RECORDED}`,
  })
  @TakesIfNoneMatch()
  @ApiOkResponse({ ...bytesContent('The hashes, up to 8 KiB.'), headers: TAG_HEADER })
  @ApiResponse({ status: 304, description: 'You have these hashes.', headers: TAG_HEADER })
  async tile(
    @CurrentCaller() caller: Caller,
    @Param('level') level: string,
    @TilePlace() place: string,
    @IfNoneMatch() seen: readonly string[],
    @Res({ passthrough: true }) reply: StatusSink,
  ): Promise<Buffer | undefined> {
    const bytes = await this.log.resource(caller, tileAt(level, place));
    const tag = hash('sha256', bytes, 'base64url');
    reply.header('etag', `"${tag}"`);
    reply.header('cache-control', ASK_AGAIN);
    if (seen.includes(tag)) return notModified(reply);
    reply.header('content-type', BYTES_TYPE);
    return bytes;
  }
}

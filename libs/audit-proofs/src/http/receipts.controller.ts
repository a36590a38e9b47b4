import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnswersUpTo, Costs, CurrentCaller, CursorCodec, OwnAccount } from '#access';
import { type Caller, canonicalId } from '#kernel';
import { type ReceiptPage, Receipts } from '../application/reading/receipts.js';
import { AuditReceiptPage } from './dto/proofs.answers.js';
import { AuditReceiptsQuery } from './dto/proofs.requests.js';
import { headOf, receiptItem } from './proofs.presenter.js';

const LIST = 'audit-receipts';
/** 200 leaves of less than 4 KB, each with a proof of up to 54 hashes. */
const PAGE_BYTES = 1_310_720;

@ApiTags('Audit')
@Controller('auth/audit/receipts')
export class AuditReceiptsController {
  constructor(
    private readonly receipts: Receipts,
    private readonly cursors: CursorCodec,
  ) {}

  @Get()
  @Costs(20)
  @AnswersUpTo(PAGE_BYTES)
  @OwnAccount('auth:receipts', { programs: true })
  @ApiOperation({
    summary: 'Prove what the audit has of a request of yours',
    description:
      'The records that this account left by one request, each with a proof: you can show anybody that a use was recorded. A ' +
      'request of somebody else, or of nobody, has no items. Denials have no receipts: the record of a denial names the object, ' +
      'which may be hidden from you. So a page may have fewer items than `limit`, or none, and still a next one.',
  })
  @ApiOkResponse({ type: AuditReceiptPage })
  async prove(@CurrentCaller() caller: Caller, @Query() query: AuditReceiptsQuery): Promise<AuditReceiptPage> {
    let head: Pick<ReceiptPage, 'checkpoint'> = { checkpoint: null };
    const id = canonicalId(query.request_id);
    const page = await this.cursors.page(caller, LIST, query, receiptItem, async (before: number | null, limit) => {
      const read = await this.receipts.of(caller, id, before, limit);
      head = read;
      return read;
    });
    return { ...page, ...headOf(head) };
  }
}

import { Controller, Get, Post } from '@nestjs/common';
import { isRefusal, type Refusal } from '@cpmp/kernel';
import { In, type Input, Operation, reply } from '@cpmp/shell';
import { z } from 'zod';
import { ProductService } from '../product.service.js';
import { certificatePage } from '../reading/certificate-page.js';
import { NOTICE_POLICY } from '../reading/notice-page.js';
import { BasesAnswer, CertificateAnswer, ProductAnswer, ProductsAnswer, ProductTimelineAnswer } from './product-answers.js';
import {
  CopyBody, type CopyInput, CopyParams, DestroyCopyBody, type DestroyCopyInput, HoldParams, NothingBody, ProductParams, ProductReviewBody, type ProductReviewInput, ProductsQuery, type ProductsInput, type PurposeInput, QuarantineParams, ReasonBody, type ReasonInput, RegisterProductBody,
  type RegisterProductInput, ReturnBody, type ReturnInput, ToldBody, type ToldInput, WithdrawBody, type WithdrawInput,
} from './product-requests.js';
import { PurposeQuery } from './requests.js';

const PATH = '/api/authorisation/v1/products';
type OfProduct = { id: string };
type OfCopy = OfProduct & { copy: string };
type On<B = {}, P = OfProduct> = Input<P, {}, B>;

/** What every decision on product has in common: it is made on a version, and answers the product. */
const DECIDES = { params: ProductParams, answer: ProductAnswer, status: 200, versioned: true } as const;
const OF_COPY = { ...DECIDES, params: CopyParams };
const GONE = ['destroyed', 'not-this-force'];
const BARRED = ['held', 'quarantined', 'case-open', 'appeal-open'];
const KEPT = ['unknown-basis', 'review-in-past', 'review-too-late'];

const answered = async <T extends { readonly etag: string }>(decided: Promise<T | Refusal>) => {
  const answer = await decided;
  return isRefusal(answer) ? answer : reply(answer, { etag: answer.etag });
};

/** What was obtained: its register, its copies, its reviews, and its end. */
@Controller(PATH)
export class ProductsController {
  constructor(private readonly service: ProductService) {}

  @Operation({ id: 'registerProduct', summary: 'Register what was obtained under a part of a case, with its first copy; what nothing covered is marked and set apart', body: RegisterProductBody, answer: ProductAnswer, status: 201, missing: true, refusals: ['instant-in-future', 'window-order', 'not-this-force', ...KEPT] })
  @Post()
  async register(@In() input: Input<{}, {}, RegisterProductInput>) {
    const answer = await this.service.register(input);
    return isRefusal(answer) ? answer : reply(answer, { status: 201, etag: answer.etag, location: `${PATH}/${answer.id}` });
  }

  @Operation({ id: 'listProducts', summary: 'The register of product: of a case, by how it stands, by what is due first', query: ProductsQuery, answer: ProductsAnswer })
  @Get()
  list(@In() input: Input<{}, ProductsInput>) {
    return this.service.list(input);
  }

  @Operation({ id: 'listProductBases', summary: 'Why product may be kept today, and how many months may pass between two reviews', answer: BasesAnswer })
  @Get('bases')
  bases(@In() input: Input) {
    return this.service.bases(input);
  }

  @Operation({ id: 'readProduct', summary: 'One product, with its copies, its reviews and what stands in the way of its destruction', params: ProductParams, answer: ProductAnswer })
  @Get(':id')
  read(@In() input: Input<OfProduct>) {
    return answered(this.service.read(input));
  }

  @Operation({ id: 'listProductEvents', summary: 'What became of a product, the oldest first', params: ProductParams, answer: ProductTimelineAnswer })
  @Get(':id/events')
  events(@In() input: Input<OfProduct>) {
    return this.service.events(input);
  }

  @Operation({ ...DECIDES, id: 'recordCopy', summary: 'Record a copy that was made, or found', body: CopyBody, refusals: GONE })
  @Post(':id/copies')
  recordCopy(@In() input: On<CopyInput>) {
    return answered(this.service.recordCopy(input));
  }

  @Operation({ ...OF_COPY, id: 'moveCopy', summary: 'Say that a copy is elsewhere, with somebody else, or was disclosed', body: CopyBody, refusals: [...GONE, 'unknown-copy', 'copy-destroyed'] })
  @Post(':id/copies/:copy/move')
  moveCopy(@In() input: On<CopyInput, OfCopy>) {
    return answered(this.service.moveCopy(input));
  }

  @Operation({ ...OF_COPY, id: 'returnCopy', summary: 'Say that a copy which was disclosed came back', body: ReturnBody, refusals: [...GONE, 'unknown-copy', 'copy-destroyed', 'not-disclosed'] })
  @Post(':id/copies/:copy/return')
  returnCopy(@In() input: On<ReturnInput, OfCopy>) {
    return answered(this.service.returnCopy(input));
  }

  @Operation({ ...OF_COPY, id: 'destroyCopy', summary: 'Say that one destroyed a copy, and how, after the countdown', body: DestroyCopyBody, refusals: [...GONE, 'not-confirmed', 'countdown-runs', ...BARRED, 'unknown-copy', 'copy-destroyed'] })
  @Post(':id/copies/:copy/destroy')
  destroyCopy(@In() input: On<DestroyCopyInput, OfCopy>) {
    return answered(this.service.destroyCopy(input));
  }

  @Operation({ ...OF_COPY, id: 'witnessCopy', summary: 'Say that one saw a copy destroyed; with the last the product has its certificate, and the key of its description is destroyed', body: NothingBody, refusals: [...GONE, 'not-destroyed', 'same-person'] })
  @Post(':id/copies/:copy/witness')
  witnessCopy(@In() input: On<{}, OfCopy>) {
    return answered(this.service.witnessCopy(input));
  }

  @Operation({ ...DECIDES, id: 'reviewProduct', summary: 'Keep product on a basis until the next review, or propose its destruction', body: ProductReviewBody, refusals: [...GONE, 'destruction-ordered', ...KEPT] })
  @Post(':id/review')
  review(@In() input: On<ProductReviewInput>) {
    return answered(this.service.review(input));
  }

  @Operation({ ...DECIDES, id: 'tellOfConfidentialProduct', summary: 'Say that the Commissioner was told of the confidential material in it', body: ToldBody, refusals: ['nothing-to-tell', 'not-this-force'] })
  @Post(':id/tell')
  tell(@In() input: On<ToldInput>) {
    return answered(this.service.tell(input));
  }

  @Operation({ ...DECIDES, id: 'holdProduct', summary: 'Keep product from destruction, as an inspector or a commissioner', body: ReasonBody, refusals: GONE })
  @Post(':id/holds')
  hold(@In() input: On<ReasonInput>) {
    return answered(this.service.hold(input));
  }

  @Operation({ ...DECIDES, params: HoldParams, id: 'liftProductHold', summary: 'Lift a hold', body: ReasonBody, refusals: ['unknown-hold'] })
  @Post(':id/holds/:hold/lift')
  liftHold(@In() input: On<ReasonInput, OfProduct & { hold: string }>) {
    return answered(this.service.liftHold(input));
  }

  @Operation({ ...DECIDES, id: 'setProductApart', summary: 'Set product apart while it is judged whether an error lies behind it', body: ReasonBody, refusals: GONE })
  @Post(':id/quarantines')
  quarantine(@In() input: On<ReasonInput>) {
    return answered(this.service.quarantine(input));
  }

  @Operation({ ...DECIDES, params: QuarantineParams, id: 'releaseProduct', summary: 'Release product that was set apart', body: ReasonBody, refusals: ['unknown-quarantine', 'not-this-force'] })
  @Post(':id/quarantines/:quarantine/release')
  release(@In() input: On<ReasonInput, OfProduct & { quarantine: string }>) {
    return answered(this.service.release(input));
  }

  @Operation({ ...DECIDES, id: 'orderDestruction', summary: 'Order destruction, as the first of two persons', body: ReasonBody, refusals: [...GONE, 'destruction-ordered'] })
  @Post(':id/destruction')
  order(@In() input: On<ReasonInput>) {
    return answered(this.service.order(input));
  }

  @Operation({ ...DECIDES, id: 'confirmDestruction', summary: 'Confirm destruction, as the second; the countdown begins', body: NothingBody, refusals: [...GONE, 'not-ordered', 'same-person', ...BARRED] })
  @Post(':id/destruction/confirm')
  confirm(@In() input: On) {
    return answered(this.service.confirm(input));
  }

  @Operation({ ...DECIDES, id: 'withdrawDestruction', summary: 'Take the order back: the product is kept on a basis until a review', body: WithdrawBody, refusals: [...GONE, 'not-ordered', 'ordered-by-commissioner', 'copy-destroyed', ...KEPT] })
  @Post(':id/destruction/withdraw')
  withdraw(@In() input: On<WithdrawInput>) {
    return answered(this.service.withdraw(input));
  }

  @Operation({ id: 'readCertificate', summary: 'The certificate of a destroyed product, with its place in the ledger', params: ProductParams, query: PurposeQuery, answer: CertificateAnswer })
  @Get(':id/certificate')
  certificate(@In() input: Input<OfProduct, PurposeInput>) {
    return this.service.certificate(input);
  }

  @Operation({ id: 'printCertificate', summary: 'The same as a page to print', params: ProductParams, answer: z.string(), media: 'text/html' })
  @Get(':id/certificate/page')
  async page(@In() input: Input<OfProduct>) {
    return reply(certificatePage(await this.service.certificate({ ...input, query: { purpose: 'print' } })), { policy: NOTICE_POLICY });
  }
}

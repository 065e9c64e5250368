import { Controller, Get, Post } from '@nestjs/common';
import type { Window } from '@cpmp/gate';
import { CalendarAnswer, CalendarsAnswer, type CalendarsAsk, CalendarsQuery } from '@cpmp/holder';
import { isRefusal } from '@cpmp/kernel';
import { In, type Input, Operation, type Paged, reply } from '@cpmp/shell';
import { type AssetFilter, AssetService } from '../asset.service.js';
import type { Custody, Particulars, Serviceability } from '../domain/asset.js';
import {
  AssetAnswer, AssetsAnswer, AssetsQuery, BookingAnswer, BookingBody, BookingParams, CustodyBody, HistoryAnswer, IdParams, RegisterBody, ServiceabilityBody,
} from './requests.js';

const PATH = '/api/asset-registry/v1/assets';

/** The register of assets over HTTP. */
@Controller(PATH)
export class AssetsController {
  constructor(private readonly service: AssetService) {}

  @Operation({ id: 'registerAsset', summary: 'Enter an asset', body: RegisterBody, answer: AssetAnswer, status: 201 })
  @Post()
  async register(@In() input: Input<{}, {}, Particulars>) {
    const asset = await this.service.register(input);
    return isRefusal(asset) ? asset : reply(asset, { status: 201, location: `${PATH}/${asset.id}` });
  }

  @Operation({ id: 'listAssets', summary: 'The register of assets, by serial', query: AssetsQuery, answer: AssetsAnswer })
  @Get()
  list(@In() input: Input<{}, Paged & AssetFilter>) {
    return this.service.list(input);
  }

  // Before the one that takes any word for an id.
  @Operation({ id: 'listAssetCalendars', summary: 'When assets are taken within a window, and from when on one will not do', query: CalendarsQuery, answer: CalendarsAnswer })
  @Get('calendars')
  calendars(@In() input: Input<{}, CalendarsAsk>) {
    return this.service.calendars(input);
  }

  @Operation({ id: 'readAsset', summary: 'One asset', params: IdParams, answer: AssetAnswer })
  @Get(':id')
  read(@In() input: Input<{ id: string }>) {
    return this.service.read(input);
  }

  @Operation({ id: 'changeCustody', summary: 'Check an asset out to a person, or in', params: IdParams, body: CustodyBody, answer: AssetAnswer, status: 200, refusals: ['custodian-missing', 'already-checked-out', 'not-checked-out'] })
  @Post(':id/custody')
  changeCustody(@In() input: Input<{ id: string }, {}, Omit<Custody, 'by'>>) {
    return this.service.changeCustody(input);
  }

  @Operation({ id: 'recordServiceability', summary: 'Record whether an asset may be deployed', params: IdParams, body: ServiceabilityBody, answer: AssetAnswer, status: 200 })
  @Post(':id/serviceability')
  recordServiceability(@In() input: Input<{ id: string }, {}, Serviceability>) {
    return this.service.recordServiceability(input);
  }

  @Operation({ id: 'bookAsset', summary: 'Book an asset for an operation; it authorises nothing', params: IdParams, body: BookingBody, answer: BookingAnswer, status: 201, refusals: ['already-committed', 'not-serviceable', 'window-over'] })
  @Post(':id/bookings')
  async book(@In() input: Input<{ id: string }, {}, { operation: string; window: Window }>) {
    const booking = await this.service.book(input);
    return isRefusal(booking) ? booking : reply(booking, { status: 201, location: `${PATH}/${booking.asset}/calendar` });
  }

  @Operation({ id: 'releaseBooking', summary: 'Give a custodian’s booking back', params: BookingParams, answer: AssetAnswer, status: 200, refusals: ['tasking-booking'] })
  @Post(':id/bookings/:booking/release')
  releaseBooking(@In() input: Input<{ id: string; booking: string }>) {
    return this.service.releaseBooking(input);
  }

  @Operation({ id: 'readAssetCalendar', summary: 'When an asset is taken, without saying for what', params: IdParams, answer: CalendarAnswer })
  @Get(':id/calendar')
  calendar(@In() input: Input<{ id: string }>) {
    return this.service.calendar(input);
  }

  @Operation({ id: 'readAssetHistory', summary: 'What happened to an asset in the store, the newest first', params: IdParams, answer: HistoryAnswer })
  @Get(':id/history')
  history(@In() input: Input<{ id: string }>) {
    return this.service.history(input);
  }
}

import { expect, test } from 'vitest';
import { timeZoneFault } from '../../../runner/core/time-zone.ts';

test.each([
  'UTC',
  'utc',
  'GMT',
  'CET',
  'Europe/Berlin',
  'europe/berlin',
  'Asia/Kathmandu',
  'US/Pacific',
  '+02:00',
])('%s is a zone', (tz) => expect(timeZoneFault(tz)).toBeNull());

test.each([
  ['EST', /^is an abbreviation.* such as America\/New_York$/],
  ['pdt', /^is an abbreviation.* such as America\/Los_Angeles$/],
  // Elsewhere it is Bangladesh's.
  ['BST', /^is an abbreviation.* such as Europe\/London$/],
  ['MESZ', /^is an abbreviation.* such as Europe\/Berlin$/],
  ['Berlin', /; did you mean Europe\/Berlin\?$/],
  ['new york', /; did you mean America\/New_York\?$/],
  ['Europe/Berlino', /; did you mean Europe\/Berlin\?$/],
  ['UTC+2', /an offset such as \+02:00$/],
  ['', /^is not a time zone, which looks like Europe\/Berlin/],
  ['local', /^is not a time zone/],
])('%s is refused with what to write', (tz, fault) => expect(timeZoneFault(tz)).toMatch(fault));

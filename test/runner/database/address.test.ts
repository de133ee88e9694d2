import { describe, expect, it } from 'vitest';
import { readAddress, serverOf } from '../../../runner/database/address.ts';
import { certificateFault } from '../../../runner/database/tls-modes.ts';

describe('readAddress', () => {
  it.each([
    ['postgresql+psycopg2://app:HUNTER22@db/x', /remove the driver’s name/],
    ['mysql://app:HUNTER22@db/x', /has to begin with postgresql:/],
    ['postgress://app:HUNTER22@db/x', /has to begin with postgresql:/],
    ['postgres:app:HUNTER22@db/x', /has to begin with postgresql:/],
    ['app:HUNTER22@db/x', /has to begin with postgresql:/],
    ['jdbc:postgresql://db/x?password=HUNTER22', /remove jdbc:/],
    ['host=db user=app password=HUNTER22 dbname=x', /key=value pairs/],
    ['"postgres://app:HUNTER22@db/x"', /remove the quotation marks/],
    ["'postgres://app:HUNTER22@db/x'", /remove the quotation marks/],
    ['/var/run/HUNTER22', /\?host=/],
    ['postgres://app:4711/HUNTER22@db/x', /an @ follows a \//],
    ['postgres://app:4711?HUNTER22@db/x', /an @ follows a \?/],
    ['postgres://app:4711?a=HUNTER22@db/x', /an @ follows a \?/],
    ['postgres://app:4711#HUNTER22@db/x', /# that is not encoded/],
    ['postgres://app:HUNTER22#x@db/x', /host or port cannot be read/],
    ['postgres://app:HUNTER22@ss/w@db/x', /an @ follows a \//],
    ['postgres://app:HUNTER22@h1:5432,h2:5432/x', /several hosts/],
    ['postgres://app:HUNTER22@h1,h2/x', /several hosts/],
    ['postgres://app:HUNTER22@/x', /names no host/],
    ['postgres:///HUNTER22', /names no host/],
    ['postgres://app:HUNTER22@db:99999/x', /host or port cannot be read/],
    ['postgres://app:HUNTER22@db:0/x', /port is not a number from 1 to 65535/],
    ['postgres://app:HUNTER22@db:54a/x', /host or port cannot be read/],
    ['postgres://app:HUNTER22@::1/x', /IPv6 address in brackets/],
    ['postgres://app:HUNTER22%e4@db/x', /write % as %25/],
    ['postgres://app:HUNTER22\n@db/x', /line break/],
    ['postgres://app:HUNTER22@d b/x', /host cannot be read/],
  ])('says what is wrong with %s and repeats nothing of it', (text, says) => {
    const address = readAddress(text);
    expect(address).toEqual({ ok: false, fault: expect.stringMatching(says) });
    expect(JSON.stringify(address)).toMatch(/postgresql:\/\/user:password@host:5432\/baton.*percent-encoded/);
    expect(JSON.stringify(address)).not.toContain('HUNTER22');
  });

  it.each([
    ['postgres://a:p@ss@h/x', 'postgres://a:p%40ss@h/x'],
    ['postgres://a:p,q@h/x', 'postgres://a:p,q@h/x'],
    ['postgres://a:b c%2F%@h/x', 'postgres://a:b%20c%2F%25@h/x'],
    ['postgres://a:b@[::1]:5432/x', 'postgres://a:b@[::1]:5432/x'],
    ['postgres://h', 'postgres://h'],
    ['postgres://h/x?user=a@b', 'postgres://h/x?user=a@b'],
    ['postgres:///x?host=/run/pg', 'postgres:///x?host=/run/pg'],
  ])('reads %s', (text, url) => {
    expect(readAddress(text)).toEqual({ ok: true, urls: [url] });
  });

  it('takes the host from a parameter where a user stands before none', () => {
    const address = readAddress('postgres://a:b@/x?host=/cloudsql/p:r:i');
    expect(address.ok && serverOf(address.urls[0])).toBe('/cloudsql/p:r:i');
  });

  const modes = (query: string) => {
    const address = readAddress(`postgres://h/x?${query}`);
    return address.ok ? address.urls.map((url) => new URL(url).search.slice(1)) : address.fault;
  };

  it.each([
    ['sslmode=require', ['sslmode=no-verify']],
    ['ssl=true', ['sslmode=no-verify']],
    ['sslmode=prefer', ['sslmode=no-verify', 'sslmode=disable']],
    ['sslmode=allow', ['sslmode=disable', 'sslmode=no-verify']],
    ['sslmode=disable', ['sslmode=disable']],
    ['ssl=0', ['sslmode=disable']],
    ['sslmode=no-verify', ['sslmode=no-verify']],
    ['sslmode=verify-full', ['sslmode=verify-full']],
    ['sslmode=verify-ca', ['sslmode=verify-full']],
    ['sslmode=require&sslrootcert=system', ['sslmode=verify-full']],
    ['sslmode=require&sslrootcert=ca.pem', ['sslmode=verify-ca&sslrootcert=ca.pem&uselibpqcompat=true']],
    ['sslmode=verify-ca&sslrootcert=ca.pem', ['sslmode=verify-ca&sslrootcert=ca.pem&uselibpqcompat=true']],
    ['sslmode=require&channel_binding=require', ['sslmode=no-verify&channel_binding=require']],
  ])('means by %s what libpq means', (given, read) => {
    expect(modes(given)).toEqual(read);
  });

  it('says which modes there are, without the one given', () => {
    expect(modes('sslmode=HUNTER22')).toMatch(/^has an sslmode that is none of disable, allow.*no-verify$/);
    expect(modes('sslmode=HUNTER22')).not.toContain('HUNTER22');
  });

  it('says that the file of sslrootcert cannot be read', () => {
    expect(certificateFault('postgres://h/x?sslrootcert=/no/where')).toMatch(
      /a file with sslrootcert= that cannot be read \(ENOENT\)/,
    );
  });
});

/**
 * What an installation gave us, sealed: AES-256-GCM under a key of its own, derived from the service's secret key and a
 * fresh salt (HKDF-SHA-256), with a fresh nonce. It opens only for the workspace that it was sealed for.
 *
 * Bytes: version (1), salt (16), nonce (12), tag (16), ciphertext.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { BatonError } from '../../../runner/core/errors.ts';

const VERSION = 1;
const SALT = 16;
const NONCE = 12;
const TAG = 16;
const HEAD = 1 + SALT + NONCE + TAG;

/** `secret` has high entropy; the configuration checks that. */
export class SealedBox {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  seal(workspace: string, text: string): Uint8Array {
    const salt = randomBytes(SALT);
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.#key(salt), nonce, { authTagLength: TAG });
    cipher.setAAD(boundTo(workspace));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), salt, nonce, cipher.getAuthTag(), sealed]);
  }

  /** Throws `unreadable_installation` if it was sealed with another secret or for another workspace, or is damaged. */
  open(workspace: string, box: Uint8Array): string {
    if (box.length < HEAD || box[0] !== VERSION) throw unreadable(workspace);
    const bytes = Buffer.from(box);
    const salt = bytes.subarray(1, 1 + SALT);
    const nonce = bytes.subarray(1 + SALT, 1 + SALT + NONCE);
    const decipher = createDecipheriv('aes-256-gcm', this.#key(salt), nonce, { authTagLength: TAG });
    decipher.setAAD(boundTo(workspace));
    decipher.setAuthTag(bytes.subarray(HEAD - TAG, HEAD));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(HEAD)), decipher.final()]).toString('utf8');
    } catch (error) {
      throw unreadable(workspace, error);
    }
  }

  #key(salt: Uint8Array): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#secret, salt, 'baton slack installation', 32));
  }
}

function boundTo(workspace: string): Buffer {
  return Buffer.from(`slack:${workspace}`, 'utf8');
}

function unreadable(workspace: string, cause?: unknown): BatonError {
  return new BatonError(
    'environment',
    'unreadable_installation',
    `the installation of the Slack workspace ${workspace} can't be decrypted: BATON_SECRET_KEY is not the key that it was saved with. Set the former key again, or install the app there once more at /slack/install.`,
    { cause },
  );
}

/** Asks for the token where the service has one. It is given once; the browser keeps a session that no script can read. */
import { useState } from 'preact/hooks';
import { ApiError, signIn } from './api.ts';
import { html, type View } from './html.ts';

export function SignIn(): View {
  const [error, setError] = useState('');
  const [isSending, setSending] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget as HTMLFormElement).get('token') ?? '').trim();
    if (token === '') return setError('Enter the token.');
    setSending(true);
    try {
      await signIn(token);
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      setError(cause.message);
    } finally {
      setSending(false);
    }
  };
  return html`
    <main class="sign-in">
      <h1>Baton</h1>
      <form onSubmit=${submit}>
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="off" autofocus aria-describedby="token-hint token-error" />
        <p id="token-hint" class="hint">The value of BATON_API_TOKEN, or of BATON_VIEW_TOKEN to look only. Who runs this service has it.</p>
        <p id="token-error" class="error" role="alert">${error}</p>
        <button type="submit" class="main" disabled=${isSending}>Sign in</button>
      </form>
    </main>
  `;
}

/**
 * What the agents of a running run say, as they say it. A new connection gets everything from the beginning, so each one
 * starts anew.
 */
import { type Signal, signal } from '@preact/signals';
import type { TranscriptEntry } from '../../../../runner/core/step-detail.ts';
import { transcriptAfter } from '../../../../runner/core/transcript.ts';
import { listen } from '../live.ts';

export interface LiveChats {
  /** the conversation so far; empty until something is said */
  of(chat_id: string): Signal<readonly TranscriptEntry[]>;
  stop(): void;
}

export function liveChats(run_id: string): LiveChats {
  const chats = new Map<string, Signal<readonly TranscriptEntry[]>>();
  const of = (chat_id: string) => {
    const chat = chats.get(chat_id) ?? signal<readonly TranscriptEntry[]>([]);
    chats.set(chat_id, chat);
    return chat;
  };
  const stop = listen(`run_id=${run_id}`, {
    frame(frame) {
      if (!('chat_id' in frame)) return;
      const chat = of(frame.chat_id);
      chat.value = transcriptAfter(chat.value, frame);
    },
    connected() {
      for (const chat of chats.values()) chat.value = [];
    },
  });
  return { of, stop };
}

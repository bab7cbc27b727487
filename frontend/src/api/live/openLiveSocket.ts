import type { OpenSocket } from './liveConnection.ts';

/** Opens `/live` on the server that served the page. */
export const openLiveSocket: OpenSocket = (listener) => {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`);
  socket.addEventListener('open', listener.onOpen);
  socket.addEventListener('message', (message: MessageEvent<unknown>) => listener.onMessage(message.data));
  socket.addEventListener('close', listener.onClose);
  return { send: (text) => socket.send(text), close: () => socket.close() };
};

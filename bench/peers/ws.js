// `ws` on Node: node ws.js PORT. The body of a POST is sent to every socket.
const http = require("node:http");
const { WebSocketServer } = require("ws");

const server = http.createServer((request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => {
    const body = Buffer.concat(pieces);
    for (const socket of sockets.clients) socket.send(body, { binary: false });
    response.writeHead(202).end();
  });
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.listen(Number(process.argv[2]), "127.0.0.1", 2048);

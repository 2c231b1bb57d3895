// Runs in every new document before its own scripts: keeps count of what is under way, so that
// "nothing will happen" differs from "the answer takes its time".
(() => {
  const key = Symbol.for("bankident");
  if (window[key]) return;
  const watch = (window[key] = { pending: 0, changed: performance.now() });
  const touch = () => (watch.changed = performance.now());
  const over = () => {
    watch.pending -= 1;
    touch();
  };
  if (window.fetch) {
    const fetch = window.fetch;
    window.fetch = function (...request) {
      watch.pending += 1;
      const answer = fetch.apply(this, request);
      answer.then(over, over);
      return answer;
    };
  }
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...body) {
    watch.pending += 1;
    this.addEventListener("loadend", over, { once: true });
    try {
      return send.apply(this, body);
    } catch (error) {
      over();
      throw error;
    }
  };
  const everything = { childList: true, subtree: true, attributes: true, characterData: true };
  new MutationObserver(touch).observe(document, everything);
})();

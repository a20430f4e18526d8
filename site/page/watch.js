// Says in the page what to do when it does not come up. A plain script, in words that old browsers
// read too: it must run where the page's own modules cannot. It waits for nothing and nobody for it.
(function () {
  "use strict";
  var STILL_MS = 20000;
  // Those that have all that the page needs; the youngest of it is Promise.withResolvers.
  var BROWSERS = "Chrome or Edge 119, Firefox 121 or Safari 17.4, or a newer one";
  var root = document.documentElement;
  var line = document.getElementById("error");
  var progress = document.getElementById("progress");
  // What of a policy a page can do without.
  var MINOR = /^(img|font|manifest|media|object)-src/;
  var own = document.querySelector("meta[http-equiv='Content-Security-Policy']").content;
  var slow = "";
  var timer = 0;

  function isUp() {
    return !/^(loading|picture)$/.test(root.getAttribute("data-spiking"));
  }

  function say(sentence) {
    line.textContent = sentence;
    line.hidden = false;
    progress.hidden = true;
    if (window.parent !== window) {
      window.parent.postMessage({ type: "spiking:error", message: sentence }, "*");
    }
  }

  function fail(sentence) {
    if (isUp()) return;
    root.setAttribute("data-spiking", "error");
    say(sentence);
  }

  // It was slow, and nothing else: what was said is not true any more.
  function withdraw() {
    if (!slow || line.textContent !== slow) return;
    slow = "";
    line.hidden = true;
    progress.hidden = false;
  }

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(function () {
      if (isUp() || !line.hidden) return;
      slow =
        "This page is not ready after " + STILL_MS / 1000 + " seconds. On a slow line it may only " +
        "need more time; else reload it, and if that does not help, open it in " + BROWSERS + ".";
      say(slow);
    }, STILL_MS);
  }

  function nameOf(address) {
    return address.split(/[?#]/)[0].split("/").pop();
  }

  // A script that does not arrive tells its element; it is lost to the page's own words.
  function lost(script) {
    // What keeps the site offline is not needed by the page.
    if (script.src.indexOf("/offline/") >= 0) return;
    fail(
      "A script of this page could not be loaded (" + nameOf(script.src) + ", or one that it " +
        "needs). Reload the page; if that does not help, a file is missing on its host, or is sent " +
        "there with a type that is none of a script's: its owner should know."
    );
  }

  function broken(event) {
    var ours = !event.filename || event.filename.indexOf(location.origin) === 0;
    if (!ours || /ResizeObserver/.test(event.message)) return;
    if (/SyntaxError/.test(event.message)) {
      fail(
        "A script of this page cannot be read (" + nameOf(event.filename || "") + "): either it " +
          "did not arrive whole, then reload the page, or this browser is too old, then take " +
          BROWSERS + "."
      );
    } else {
      fail(
        "This page has stopped while it came up (" + event.message + "). Reload it; if that does " +
          "not help, open it in " + BROWSERS + "."
      );
    }
  }

  window.addEventListener("error", function (event) {
    var target = event.target;
    if (target === window) broken(event);
    else if (target && target.localName === "script" && target.type === "module") lost(target);
  }, true);

  // A host may send a policy of its own; both hold. What the page's own allows, another forbids.
  document.addEventListener("securitypolicyviolation", function (event) {
    var same = function (text) { return text.replace(/[\s;]+/g, " ").trim(); };
    var isReport = event.disposition === "report";
    if (isReport || same(event.originalPolicy) === same(own)) return;
    if (MINOR.test(event.effectiveDirective) || line.hasAttribute("data-policy")) return;
    say(
      "The host of this page sends a policy of its own (the header Content-Security-Policy) that " +
        "forbids what the page needs: " + event.effectiveDirective + " refused " +
        (event.blockedURI || "inline") + ". Its owner has to leave the header out, as the page " +
        "states a strict policy itself, or to allow there what that one allows: " + own
    );
    // No other words are to take the place of these: all that fails now fails because of it.
    line.setAttribute("data-policy", "");
  });

  if (window.MutationObserver) {
    new MutationObserver(function () {
      withdraw();
      if (isUp()) clearTimeout(timer);
      else wait();
    }).observe(root, { attributes: true, attributeFilter: ["data-spiking"] });
  }
  wait();
})();

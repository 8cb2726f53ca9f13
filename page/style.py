"""How the page looks: system fonts, one accent colour, light and dark, one column on a phone."""

from __future__ import annotations

import gradio as gr

# Strings are families of the system; `gr.themes.GoogleFont` would fetch from outside.
_FONTS = ["system-ui", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "sans-serif"]
_MONOSPACE = ["ui-monospace", "Consolas", "Noto Sans Mono CJK SC", "monospace"]


def theme() -> gr.themes.Base:
    """Gradio's plainest theme on the fonts of the system."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.slate,
        font=_FONTS,
        font_mono=_MONOSPACE,
    )


_COLOURS = """
:root { --wj-bg:#f5f6f7; --wj-card:#fff; --wj-ink:#1d2529; --wj-soft:#59666e; --wj-line:#dfe3e6;
  --wj-accent:#0b6e69; --wj-accent-soft:#e3f1f0; --wj-mark:#fff0b8; --wj-mark-key:#ffd95e;
  --wj-warn:#8a4b08; --wj-warn-soft:#fdf1e2; --wj-bad:#a3262a; --wj-bad-soft:#fbe9e9; }
.dark { --wj-bg:#15191c; --wj-card:#1d2327; --wj-ink:#e4e8ea; --wj-soft:#9dabb3; --wj-line:#343d43;
  --wj-accent:#5cc4bc; --wj-accent-soft:#1d3a39; --wj-mark:#4d4216; --wj-mark-key:#7a651a;
  --wj-warn:#eab171; --wj-warn-soft:#3a2c1a; --wj-bad:#f09a9a; --wj-bad-soft:#402224; }
"""

_FRAME = """
body, gradio-app, .gradio-container { background:var(--wj-bg) !important; color:var(--wj-ink); }
.gradio-container { --body-text-color:var(--wj-ink); --body-text-color-subdued:var(--wj-soft);
  --background-fill-primary:var(--wj-card); --background-fill-secondary:var(--wj-card);
  --block-background-fill:var(--wj-card); --border-color-primary:var(--wj-line);
  max-width:1480px !important; margin:0 auto !important; padding:0 20px !important; }
.gradio-container .main { max-width:none !important; margin:0 !important; padding:0 0 14px !important; }
.gradio-container .main > .wrap > main > .column { gap:0; }
.gradio-container :focus-visible { outline:2px solid var(--wj-accent) !important; outline-offset:2px; }
#head, #source { margin:0; }
#head > .html-container, #source > .html-container { padding:0 !important; }
#head { height:54px; padding:0 2px !important; display:flex; align-items:center; }
.wj-head { display:flex; align-items:baseline; gap:14px; }
#head h1 { font-size:21px; font-weight:650; letter-spacing:.08em; margin:0; color:var(--wj-accent); }
#head p { margin:0; color:var(--wj-soft); font-size:13.5px; }
#head a { color:var(--wj-accent); }
#columns { gap:16px; align-items:stretch; flex-wrap:nowrap; height:calc(100dvh - 68px); min-height:440px; }
#left, #right { min-width:0 !important; height:100%; }
#left { gap:10px; flex-wrap:nowrap; }
#chat, #source { background:var(--wj-card); border:1px solid var(--wj-line) !important; border-radius:10px;
  box-shadow:none; min-height:0; }
#chat { flex:1 1 0 !important; height:auto !important; }
#chat .top-panel { display:none; }
#source, #source .html-container, #source .prose { height:100%; padding:0 !important; }
#source { overflow:hidden !important; }
#source [aria-busy] { opacity:.6; }
#chips, #ask { flex:none; }
#chips { gap:8px; flex-wrap:wrap; }
#chips button { flex:0 1 auto; min-width:0; width:auto; font-weight:400; font-size:13.5px; line-height:1.4;
  padding:5px 12px; border-radius:999px; background:var(--wj-card); color:var(--wj-ink);
  border:1px solid var(--wj-line); box-shadow:none; text-align:left; white-space:normal; }
#chips button:hover { border-color:var(--wj-accent); color:var(--wj-accent); }
#ask { gap:8px; align-items:stretch; flex-wrap:nowrap; }
#ask .form { border:0; background:transparent; box-shadow:none; overflow:visible; min-width:0; flex:1 1 0; }
#question { min-width:0 !important; padding:0 !important; border:0 !important; background:transparent;
  box-shadow:none !important; overflow:visible; }
#question textarea { font-size:15px; line-height:1.6; background:var(--wj-card); color:var(--wj-ink);
  border:1px solid var(--wj-line); border-radius:10px; padding:10px 14px; box-shadow:none; }
#question textarea:focus { border-color:var(--wj-accent); outline:none !important; }
#question textarea::placeholder { color:var(--wj-soft); }
#send { background:var(--wj-accent); color:var(--wj-card); border:0; }
#new { background:transparent; color:var(--wj-soft); border:1px solid var(--wj-line); }
#send, #new { flex:0 0 auto; width:auto; min-width:0; padding:0 18px; font-size:15px; font-weight:500;
  border-radius:10px; box-shadow:none; }
footer { display:none !important; }
@media (max-width:800px) {
  .gradio-container { padding:0 10px !important; }
  #columns { flex-direction:column; height:auto; }
  #left { height:calc(100dvh - 68px); min-height:440px; flex:none; }
  #right { height:92dvh; flex:none; }
  #send, #new { padding:0 12px; }
}
"""

_CHAT = """
#chat .message { max-width:100%; border:0 !important; background:transparent !important;
  box-shadow:none !important; padding:4px 2px !important; }
#chat .wj-question { white-space:pre-wrap; overflow-wrap:anywhere; line-height:1.7; font-size:15px;
  background:var(--wj-accent-soft); color:var(--wj-ink); border-radius:10px; padding:8px 14px; }
#chat .md { opacity:1; }
#chat .message-row { margin:6px 18px; max-width:calc(100% - 36px); }
#chat .wj-reply { color:var(--wj-ink); font-size:15.5px; line-height:1.9; overflow-wrap:anywhere; }
#chat .wj-text { white-space:pre-wrap; unicode-bidi:isolate; }
#chat a { color:var(--wj-accent); text-decoration:none; }
#chat a:hover { text-decoration:underline; }
#chat .wj-cite { font-size:.82em; font-weight:600; padding:1px 4px; margin:0 2px; border-radius:5px;
  background:var(--wj-accent-soft); }
#chat a[aria-current].wj-cite { background:var(--wj-accent); color:var(--wj-card); }
#chat ul.wj-sources, #chat ul.wj-notes, #chat ol.wj-stages { list-style:none; margin:10px 0 0; padding:0;
  font-size:13.5px; line-height:1.7; }
#chat .wj-reply li { margin:0; padding:0; }
#chat .wj-sources { border-top:1px solid var(--wj-line); padding-top:8px !important; }
#chat .wj-sources li span:not(.wj-badge) { color:var(--wj-soft); }
#chat .wj-sources .wj-source-link, #chat .wj-sources .wj-badge { margin-right:8px; }
#chat .wj-notes li { display:flex; gap:8px; }
#chat .wj-notes span { display:block; white-space:pre-wrap; color:var(--wj-soft); }
#chat .wj-notes .wj-open { margin-left:8px; }
#chat .wj-notes b { flex:none; font-weight:500; color:var(--wj-soft); }
#chat .wj-notes b::after { content:'：'; }
#chat .wj-notes .wj-conflict b, #chat .wj-notes .wj-validity b { color:var(--wj-warn); }
#chat .wj-understood { margin-top:8px; font-size:13px; color:var(--wj-soft); }
#chat .wj-facts { display:flex; align-items:center; gap:12px; margin-top:8px; font-size:13px; }
#chat .wj-facts span:not(.wj-badge) { color:var(--wj-soft); }
#chat .wj-refusal, #chat .wj-message { border-left:3px solid var(--wj-warn); background:var(--wj-warn-soft);
  border-radius:0 8px 8px 0; padding:8px 14px; }
#chat .wj-stages { display:flex; gap:22px; margin:0; color:var(--wj-soft); }
#chat .wj-stages li::before { content:'○ '; }
#chat .wj-stages .wj-done::before { content:'✓ '; }
#chat .wj-stages .wj-now { color:var(--wj-accent); font-weight:600; }
#chat .wj-stages .wj-now::before { content:'● '; }
.wj-welcome { text-align:center; padding:0 16px; line-height:1.9; }
.wj-welcome p { margin:0; color:var(--wj-soft); }
.wj-welcome .wj-welcome-head { font-size:18px; font-weight:600; color:var(--wj-ink); }
.wj-badge { display:inline-block; font-size:12px; font-weight:500; line-height:1.6; padding:0 8px;
  border-radius:999px; border:1px solid var(--wj-line); color:var(--wj-soft); white-space:nowrap; }
#columns .wj-badge.wj-high, #columns .wj-badge.wj-in_force { color:var(--wj-accent);
  border-color:currentColor; }
#columns .wj-badge.wj-low, #columns .wj-badge.wj-superseded { color:var(--wj-warn);
  border-color:currentColor; }
#columns .wj-badge.wj-expired { color:var(--wj-bad); border-color:currentColor;
  background:var(--wj-bad-soft); }
"""

_PANEL = """
#source .wj-panel { height:100%; display:flex; flex-direction:column; outline:none; color:var(--wj-ink);
  text-align:left; }
#source .wj-panel-empty { color:var(--wj-soft); justify-content:center; text-align:center;
  padding:24px; line-height:1.9; }
#source .wj-panel-problem { padding:18px 24px; }
#source .wj-panel-empty p, #source .wj-panel-problem p { color:var(--wj-soft); line-height:1.8; }
#source h2 { font-size:18px; font-weight:650; line-height:1.5; margin:0 0 10px; color:var(--wj-ink); }
#source h2 .wj-badge { margin-left:10px; vertical-align:2px; }
#source header { border-bottom:1px solid var(--wj-line); padding:14px 24px 12px; flex:none;
  max-height:40%; overflow-y:auto; }
#source dl { display:flex; flex-wrap:wrap; gap:2px 22px; margin:0; font-size:13px; line-height:1.8; }
#source dl div { display:flex; gap:8px; min-width:0; }
#source dt { flex:none; color:var(--wj-soft); }
#source dd { margin:0; overflow-wrap:anywhere; color:var(--wj-ink); }
#source .wj-document { white-space:pre-wrap; overflow-wrap:anywhere; unicode-bidi:isolate; font-size:15.5px;
  line-height:2; flex:1 1 0; min-height:0; overflow-y:auto; padding:12px 24px 48px; }
#source .wj-files { flex:1 1 0; min-height:0; overflow:auto; padding:12px 24px 48px; font-size:14px;
  line-height:1.7; }
#source .wj-files h3 { font-size:15px; margin:6px 0; color:var(--wj-ink); }
#source .wj-files table { width:100%; border-collapse:collapse; }
#source .wj-files th { text-align:left; color:var(--wj-soft); font-weight:400; white-space:nowrap; }
#source .wj-files :is(table, tr, th, td) { border:0; }
#source .wj-files :is(th, td) { padding:5px 12px 5px 0; border-bottom:1px solid var(--wj-line);
  vertical-align:top; overflow-wrap:anywhere; }
#source .wj-files td + td { white-space:nowrap; font-variant-numeric:tabular-nums; }
#source .wj-files small { color:var(--wj-soft); margin-left:8px; }
#source header p { margin:0; color:var(--wj-soft); font-size:13.5px; }
#source mark { background:var(--wj-mark); color:inherit; padding:3px 0; border-radius:3px;
  box-decoration-break:clone; -webkit-box-decoration-break:clone; }
#source mark strong { background:var(--wj-mark-key); font-weight:600; color:inherit; border-radius:3px; }
#source .wj-back { display:none; color:var(--wj-accent); font-size:14px; text-decoration:none; }
@media (max-width:800px) {
  #source .wj-back { display:block; width:fit-content; margin:0; padding:0 0 8px; }
  #source header { padding:12px 16px 10px; }
  #source .wj-document { padding:10px 16px 40px; }
}
"""

CSS = _COLOURS + _FRAME + _CHAT + _PANEL

"""Plain pages: the landing page and one page per problem type. No scripts, no requests to other hosts."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from api.dependencies import QuestionsDep, StoresDep
from api.pages.addresses import add_page
from api.responses import problem_catalogue
from api.schemas.questions import example_href
from graph.errors import NotFoundError
from graph.queries.labels import shared
from graph.queries.questions.question_file import Question
from seed.bilingual import Bilingual
from seed.model import NODES
from seed.suggestions import nearest

STATIC = Path(__file__).resolve().parent / "static"


def page(title: str, body: str) -> HTMLResponse:
    """Return a complete page around a body that is already escaped."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head>{head}<link rel="stylesheet" href="/static/page.css"></head><body>{body}</body></html>'
    )


def _question(question: Question) -> str:
    href = escape(example_href(question))
    return (
        f'<li><a href="{href}">{escape(question.title)}</a> <span lang="zh">{escape(question.title_zh)}</span>'
        f"<br><small><code>alliance ask {escape(question.name)}</code></small></li>"
    )


def _grouped(questions: Iterable[Question]) -> str:
    listed = list(questions)
    parts = []
    for name, group in shared().groups.items():
        items = "".join(_question(question) for question in listed if question.group == name)
        heading = f'{escape(group.label.en)} <span lang="zh">{escape(group.label.zh)}</span>'
        parts.append(f"<h3>{heading}</h3><ul>{items}</ul>" if items else "")
    return "".join(parts)


def _state(stores: StoresDep) -> str:
    store = stores.current
    if store is None or store.state != "ready":
        return "<p class=note>The data is not ready yet. Reload the page in a moment. <span lang=zh>数据尚未就绪，请稍后刷新。</span></p>"
    return f'<p>Data version <a href="/v1/meta"><code>{escape(store.version[:12])}</code></a></p>'


async def landing(questions: QuestionsDep, stores: StoresDep) -> HTMLResponse:
    """Return the landing page: links to the API, the questions and the lists."""
    types = " ".join(
        f'<a href="/v1/{cls.path}">{escape(cls.title)} <span lang=zh>{escape(cls.title_zh)}</span></a>' for cls in NODES.values()
    )
    body = (
        "<h1>Alliance explorer <span lang=zh>产教联合体图谱</span></h1>"
        "<p>Every row states its origin: <b>documented</b>, <b>reference</b>, <b>inferred</b> or <b>simulated</b>. Simulated data is "
        "generated, not real. <span lang=zh>每行数据均注明性质：有据、参考、推断或模拟。模拟数据由程序生成，并非事实。</span></p>"
        f'{_state(stores)}<p><a href="/docs">API <span lang=zh>接口文档</span></a> · <a href="/v1/questions">/v1/questions</a> · '
        '<a href="/v1/search?q=%E6%A1%82%E9%98%B3">/v1/search?q=桂阳</a> · <a href="/v1/meta">/v1/meta</a> · '
        '<a href="/v1/claims">/v1/claims</a> · <a href="/v1/sources">/v1/sources</a></p>'
        f"<h2>Questions <span lang=zh>问题</span></h2>{_grouped(questions.values())}"
        f"<h2>Lists <span lang=zh>数据列表</span></h2><p class=types>{types}</p>"
    )
    return page("Alliance explorer 产教联合体图谱", body)


async def problem_index() -> HTMLResponse:
    """Return the list of all problem types."""
    rows = "".join(f'<li><a href="/problems/{code}">{code}</a> {escape(text.title)}</li>' for code, text in problem_catalogue.ALL.items())
    return page("Problems", f"<h1>Problems <span lang=zh>错误说明</span></h1><ul>{rows}</ul>")


async def problem_page(code: str) -> HTMLResponse:
    """Return the page of one problem type: its meaning and its solution."""
    text = problem_catalogue.ALL.get(code)
    if text is None:
        raise NotFoundError(
            Bilingual(f"Unknown problem type '{code}'.", f"未知的错误类型“{code}”。"), nearest=nearest(code, problem_catalogue.ALL)
        )
    body = (
        f"<h1>{escape(text.title)} <span lang=zh>{escape(text.title_zh)}</span></h1><p>HTTP {text.status} · <code>{code}</code></p>"
        f"<p>{escape(text.meaning)}</p><p lang=zh>{escape(text.meaning_zh)}</p>"
        f'<h2>How to fix it <span lang=zh>解决方法</span></h2><p>{escape(text.hint)}</p><p><a href="/problems">All problems</a></p>'
    )
    return page(text.title, body)


async def favicon() -> Response:
    """Return 204: the plain pages have no icon, and a 404 would appear in the browser log."""
    return Response(status_code=204)


def install(app: FastAPI) -> None:
    """Add the pages and their style sheet; they are not part of the OpenAPI document."""
    api_router = APIRouter(include_in_schema=False)
    add_page(api_router, "/", landing, response_class=HTMLResponse)
    add_page(api_router, "/problems", problem_index, response_class=HTMLResponse)
    add_page(api_router, "/problems/{code}", problem_page, response_class=HTMLResponse)
    api_router.add_api_route("/favicon.ico", favicon)
    app.router.routes.extend(api_router.routes)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

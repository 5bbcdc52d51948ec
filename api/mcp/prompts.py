"""Prompts for the three groups of users, in English and Chinese. Each says which tools to call, and how to report the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mcp_types import GetPromptResult, Prompt, PromptArgument, PromptMessage, TextContent

from graph.errors import BadValueError, NotFoundError
from seed.suggestions import did_you_mean, nearest

LANGUAGES = ("en", "zh")
_LANGUAGE = PromptArgument(name="language", title="Language 语言", description="en or zh. Default: en.", required=False)


@dataclass(frozen=True)
class Template:
    """A prompt with one argument of its own. Its texts contain ``{value}``."""

    name: str
    title: str
    about: str
    argument: PromptArgument
    default: tuple[str, str]
    en: str
    zh: str

    def prompt(self) -> Prompt:
        """Return the declaration of the prompt."""
        return Prompt(name=self.name, title=self.title, description=self.about, arguments=[self.argument, _LANGUAGE])

    def filled(self, language: str, value: str) -> str:
        """Return the text in a language."""
        text, default = (self.zh, self.default[1]) if language == "zh" else (self.en, self.default[0])
        return text.replace("{value}", value or default)


def prompts() -> list[Prompt]:
    """Return the declarations of all prompts."""
    return [template.prompt() for template in TEMPLATES.values()]


def get(name: str, given: Mapping[str, str]) -> GetPromptResult:
    """Return a prompt with its arguments filled in.

    :raises NotFoundError: there is no such prompt.
    :raises BadValueError: an argument does not exist, or the language is another one.
    """
    if name not in TEMPLATES:
        raise NotFoundError(f"There is no prompt '{name}'.", nearest=nearest(name, TEMPLATES) or tuple(TEMPLATES))
    template = TEMPLATES[name]
    known = (template.argument.name, _LANGUAGE.name)
    if unknown := next((one for one in given if one not in known), None):
        raise BadValueError(
            f"The prompt '{name}' has no argument '{unknown}'.",
            hint=did_you_mean(nearest(unknown, known)) or f"Valid names: {', '.join(known)}.",
        )
    language = given.get(_LANGUAGE.name) or LANGUAGES[0]
    if language not in LANGUAGES:
        raise BadValueError(f"'{language}' is not a language of the prompts.", pointer="/language", hint="Use en or zh.")
    text = template.filled(language, given.get(template.argument.name, "").strip())
    return GetPromptResult(description=template.about, messages=[PromptMessage(role="user", content=TextContent(text=text))])


_POLICY = Template(
    "policy-researcher",
    "Policy research 政策研究",
    "Check whether vocational programs match local industry. 核查职业教育专业与本地产业的匹配程度。",
    PromptArgument(name="place", title="Place 地区", description="County or region. Default: all data.", required=False),
    ("all places in the data", "数据中的全部地区"),
    """Find out how well vocational programs match industry in {value}.
1. Read alliance://coverage to see what was collected there. Report a missing row as not collected, not as zero.
2. Call measure with name=alignment, and with name=gaps. If the place is a county or a region, pass it as place.
3. For each figure that you report, call audit with its key. Check a few rows with the tool evidence.
4. Call claims-against-graph to compare reported figures with what the data can count. Never merge the two.
State for each figure: the value, the denominator, the number of unknown programs, the crosswalk, and the sources. If a figure is refused,
give the reason instead of a number. Do not report simulated rows as facts.""",
    """请研究{value}职业教育专业与产业的匹配程度。
1. 先阅读 alliance://coverage，了解当地哪些数据已收集。没有记录应写“未收集”，不能写成零。
2. 调用 measure，分别取 name=alignment 和 name=gaps；如限定区县或地区，用 place 指定。
3. 报告每个数字前，用该数字的 key 调用 audit，并用 evidence 抽查几条依据。
4. 调用 claims-against-graph，将报道数据与图谱可统计的结果并列对照，两者不得合并。
每个数字须写明：数值、分母、未知专业点数、对应方式和来源。若系统未给出数字，请写明原因，不要自行估算。模拟数据不得作为事实报告。""",
)
_COORDINATOR = Template(
    "alliance-coordinator",
    "Alliance coordination 联合体协调",
    "Find partners and check whether an alliance is active. 寻找合作方，核查联合体是否实际运行。",
    PromptArgument(name="organisation", title="Organisation 机构", description="School, enterprise or alliance.", required=False),
    ("the alliance in the data", "数据中的产教联合体"),
    """Advise the coordinator of {value}: whom to work with, and what is documented so far.
1. Call search to find its id. If several entities match, ask which one is meant.
2. For an alliance, call alliance-members, alliance-ties, and measure with name=alliance-liveness and params={"alliance": id}.
3. For a school or an enterprise, call co-cultivation and teacher-consultants to see existing ties.
4. Call measure with name=partners and params={"for": id}. Give the reasons behind each candidate from audit.
Separate members known by name from unnamed groups and from reported numbers. Cite the source of each tie. Present candidates as suggestions
computed from the data, not as agreed partners.""",
    """请为{value}的协调人员提供建议：适合与谁合作，目前有哪些有据可查的合作。
1. 调用 search 查找其标识。如有多个结果，请先询问具体指哪一个。
2. 如为联合体，调用 alliance-members、alliance-ties，并调用 measure（name=alliance-liveness，params={"alliance": 标识}）。
3. 如为学校或企业，调用 co-cultivation 和 teacher-consultants，了解已有合作。
4. 调用 measure（name=partners，params={"for": 标识}），并用 audit 说明每个候选的理由。
已知名称的成员、未具名群体和报道的成员数须分别列出。每项合作注明来源。候选合作方仅为根据数据计算得出的建议，不代表已达成合作。""",
)
_DEVELOPER = Template(
    "front-end-developer",
    "Front-end development 前端开发",
    "Build a page on the HTTP API. 基于接口开发页面。",
    PromptArgument(name="task", title="Task 任务", description="What the page shows.", required=False),
    ("a table of the programs of a county with their destinations", "某区县专业点及其去向的表格"),
    """Write a web page on the HTTP API of this server that shows: {value}.
1. Read alliance://model, and the resource of each question, measure or filter that you use.
2. Call the tool with the same arguments. The member url of its answer is the request to send from the page.
3. Page through results with meta.next_cursor, and start again when the API answers 409.
4. Show an error with its title, detail and hint. They follow Accept-Language.
Show the origin of each row, mark simulated rows, link each figure to its sources, and show both names of an entity where they exist.""",
    """请基于本服务器的接口编写网页，展示：{value}。
1. 阅读 alliance://model，以及所用问题、指标或筛选条件的资源。
2. 用相同参数调用工具；返回结果中的 url 即网页应发送的请求。
3. 用 meta.next_cursor 翻页；接口返回 409 时从第一页重新开始。
4. 显示错误的标题、详情和提示，语言由 Accept-Language 决定。
每行标明数据性质，模拟数据须显著标注；每个数字链接到来源；对象有中英文名称时一并显示。""",
)
TEMPLATES = {template.name: template for template in (_POLICY, _COORDINATOR, _DEVELOPER)}

"""What days the expressions of time in a sentence name, counted from the day its document was published.

Rules for an expression that names no year (4月, 15日, 前三季度):

1. A year or a month that stands before it in the same sentence carries on (2022年4月开工，6月竣工), and
   moves to the next year where the months run back and publication allows it (2021年10月开工，3月竣工).
   It does not when others are only compared with or counted from it (比2019年, 自2013年以来), nor for a day
   within ten days of publication (2018年立项，7月28日开园).
2. Else it is of the year of publication; a day alone of the month of publication, or of the month before
   when it would lie more than three days ahead and the text is no forecast (将, 预计, 计划).
3. Without a word of the future around it (将, 前, 起施行) a month that begins six or more months after
   publication is of the year before, and so are 1—N月 and 前N季度 that end four or more months after it.
   With such a word a month six or more months back is of the next year.

当年, 同日, 去年同期 and the like refer to what stands before them, 今年 and 上月 to publication; 上年 to the
year that stands before it, else to publication. What nothing tells is left out. Weeks begin on Monday.
年初 is January, 年底 December, 月底 the days from the 21st, 月末 and 季度末 the last day; after 截至 all of
them are the last day. 前, 后 and 起 stay outside an expression; 以来 and 至今 last until publication.
"""

from rag.times.asked import AskedTime, asked_times, in_full
from rag.times.moments import Moment, moments, undated

__all__ = ["AskedTime", "Moment", "asked_times", "in_full", "moments", "undated"]

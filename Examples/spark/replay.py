"""Replays a log on Spark: one `preclear replay` for each partition of its keys. README.md says which logs may be split.

spark-submit replay.py LOG OUTPUT --deal DEAL --key issuer --names placement --names id,sale
"""

import argparse
import shlex
import sys

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sql


def field(name: str) -> Column:
    """A field of the event on a line; null where the line has none."""
    return sql.get_json_object("value", f"$['{name}']")


def read(spark: SparkSession, log: str, key: str) -> DataFrame:
    """The lines of a log, each with its key and its place: file, block of the file, line, which grows in a block."""
    keyless = sql.raise_error(sql.concat(sql.lit(f"this line has no '{key}' to be split by: "), "value"))
    # TRANSFORM would make other characters of bytes that are not UTF-8, and Spark would end lines at carriage returns.
    return spark.read.text(log, lineSep="\n").select(
        sql.validate_utf8("value").alias("value"),
        sql.coalesce(field(key), keyless).alias("key"),
        "_metadata.file_path",
        "_metadata.file_block_start",
        sql.monotonically_increasing_id().alias("line"),
    )


def refuse_shared(lines: DataFrame, fields: list[str]) -> None:
    """Ends the job if a name in one of the fields stands under two keys, or if the log lacks one of the fields."""
    for name in fields:
        if lines.where(field(name).isNotNull()).isEmpty():
            sys.exit(f"--names: no line of this log has '{name}'; correct the field, or leave it out")
    names = lines.select("key", sql.explode(sql.array(*map(field, fields))).alias("name")).dropna()
    keys = names.groupBy("name").agg(sql.min("key").alias("one"), sql.max("key").alias("other"))
    shared = keys.where("one <> other").sort("name").first()
    if shared is not None:
        sys.exit(
            f"{' or '.join(fields)} '{shared.name}' stands under '{shared.one}' and under '{shared.other}':"
            " this log cannot be split by that key; replay it in one process"
        )


def replay(lines: DataFrame, command: list[str]) -> DataFrame:
    """What the command writes of the lines: a process gets all of a key, and reads in the log's order."""
    # What follows a wrong line is read too: if the pipe broke, Spark would report that, and not the message.
    script = f"{shlex.join(command)} || {{ code=$?; cat >/dev/null; exit $code; }}"
    literal = script.replace("\\", "\\\\").replace("'", "\\'")
    shards = lines.repartition("key").sortWithinPartitions("file_path", "file_block_start", "line")
    shards.createOrReplaceTempView("shards")
    # The only column takes all of a line, with its tabs.
    return lines.sparkSession.sql(f"SELECT TRANSFORM(value) USING '{literal}' AS (finding STRING) FROM shards")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Replays a log on Spark, split by a key.")
    parser.add_argument("log", help="JSON Lines, in the order of the dates; of a folder, the files by name")
    parser.add_argument("output", help="the folder to be made, for lines of EVENT, RULE and OUTCOME between tabs")
    parser.add_argument("--deal", required=True, help="the deal, where the workers have it")
    parser.add_argument("--key", required=True, help="the field to split by")
    parser.add_argument(
        "--names",
        action="append",
        default=[],
        metavar="FIELD,...",
        help="fields that hold names of one kind of thing, each of which must keep to one key",
    )
    parser.add_argument("--preclear", default="preclear", help="the program, where the workers have it")
    options = parser.parse_args(arguments)

    command = [options.preclear, "replay", "-", "--deal", options.deal, "--format", "tsv", "--exit-zero"]
    with SparkSession.builder.appName("preclear replay").getOrCreate() as spark:
        lines = read(spark, options.log, options.key)
        for fields in options.names:
            refuse_shared(lines, fields.split(","))
        replay(lines, command).write.text(options.output)


if __name__ == "__main__":
    main()

"""What reports list besides figures: problems with their measures, risk points, inspections, papers, the clerk's texts.

Plain queries that return frozen values as they are stored. Wording, and hiding people's names, is the reports' part.
"""
